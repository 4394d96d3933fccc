#include "server/environment_service.h"

#include <exception>
#include <utility>

namespace blindvla {

EnvironmentService::EnvironmentService(bridge::DescribeResponse description, int max_sessions,
                                       std::chrono::duration<double> idle_timeout, SessionFactory make_session)
    : max_sessions_(max_sessions),
      idle_timeout_(idle_timeout),
      description_(std::move(description)),
      make_session_(std::move(make_session)) {}

EnvironmentService::SessionSlot::~SessionSlot() {
  const std::scoped_lock lock(service_.mutex_);
  --service_.sessions_;
  service_.session_ended_.notify_all();
}

std::unique_ptr<EnvironmentService::SessionSlot> EnvironmentService::AcquireSlot(grpc::Status* refusal) {
  const std::scoped_lock lock(mutex_);
  if (draining_) {
    *refusal = {grpc::StatusCode::UNAVAILABLE, "this server is stopping"};
    return nullptr;
  }
  if (sessions_ == max_sessions_) {
    *refusal = {grpc::StatusCode::RESOURCE_EXHAUSTED,
                "all " + std::to_string(max_sessions_) +
                    " sessions of this server are taken; end one, or start the server with a larger --max-sessions"};
    return nullptr;
  }
  auto place = std::make_unique<SessionSlot>(this);
  ++sessions_;
  return place;
}

grpc::Status EnvironmentService::Serve(SessionStream* stream) const {
  try {
    // Request and response live as long as the stream, so that a step allocates nothing of the size of an image.
    bridge::ConnectRequest request;
    bridge::ConnectResponse response;
    // A client that asks for nothing gets no world and no graphics memory.
    if (!stream->Read(idle_timeout_, &request)) return stream->end();
    const std::unique_ptr<BridgeSession> session = make_session_();
    // Whoever reached a Unix socket is this user; another client's path is not to be opened.
    const bool may_share = stream->peer().rfind("unix:", 0) == 0;
    do {
      if (request.has_pictures() && may_share) session->SetPictureMemory(PictureMemory::Map(request.pictures()));
      session->Handle(request, &response);
    } while (stream->Exchange(response, idle_timeout_, &request));
    return stream->end();
  } catch (const EmergencyStop& stop) {
    return {grpc::StatusCode::ABORTED, stop.what()};
  } catch (const Breakdown& breakdown) {
    return {grpc::StatusCode::UNAVAILABLE, breakdown.what()};
  } catch (const std::exception& fault) {
    return {grpc::StatusCode::INTERNAL, fault.what()};
  }
}

int EnvironmentService::sessions() const {
  const std::scoped_lock lock(mutex_);
  return sessions_;
}

bool EnvironmentService::is_draining() const {
  const std::scoped_lock lock(mutex_);
  return draining_;
}

void EnvironmentService::Drain(std::chrono::duration<double> grace) {
  std::unique_lock lock(mutex_);
  draining_ = true;
  session_ended_.wait_for(lock, grace, [this] { return sessions_ == 0; });
}

}  // namespace blindvla
