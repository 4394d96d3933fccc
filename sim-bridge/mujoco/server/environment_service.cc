#include "server/environment_service.h"

#include <exception>

#include "server/limits.h"
#include "server/observation_mapping.h"
#include "server/scene_mapping.h"
#include "server/version.h"
#include "simulation/scene_request.h"

namespace blindvla {
namespace {

bridge::DescribeResponse DescriptionOf(const Workcell& workcell, int max_sessions) {
  bridge::DescribeResponse description;
  description.set_name("widowx-tabletop");
  description.set_version(kServerVersion);
  description.set_physics_version(PhysicsVersion());
  description.set_renderer(workcell.graphics->description() +
                           (workcell.supersample > 1 ? ", supersample " + std::to_string(workcell.supersample) : ""));
  description.set_control_period_seconds(kControlPeriodSeconds);
  description.set_physics_period_seconds(kPhysicsPeriodSeconds);
  description.mutable_capabilities()->set_scene_settable(true);
  description.mutable_capabilities()->set_success_observable(true);
  description.mutable_capabilities()->set_privileged_state(true);
  for (const ArraySpec& part : ActionSpec()) *description.add_action() = ToMessage(part);
  for (const ArraySpec& part : StateSpec()) *description.add_state() = ToMessage(part);
  bridge::CameraSpec* camera = description.add_cameras();
  camera->set_name(kCameraName);
  camera->set_width(kCameraWidth);
  camera->set_height(kCameraHeight);
  camera->set_max_width(kMaxFrameWidth);
  camera->set_max_height(kMaxFrameHeight);
  camera->set_min_width(kMinImageSize);
  camera->set_min_height(kMinImageSize);
  description.set_assets_sha256(workcell.assets->sha256());
  for (const std::string& name : workcell.assets->objects()) description.add_objects(name);
  for (const std::string& name : workcell.assets->tables()) description.add_tables(name);
  for (const std::string& name : workcell.assets->textures()) description.add_textures(name);
  description.set_max_sessions(static_cast<std::uint32_t>(max_sessions));
  *description.mutable_scene_limits() = ToMessage(LimitsOfScenes(*workcell.compiler->Compile({})));
  for (const MeasureSpec& measure : Measures()) *description.add_measures() = ToMessage(measure);
  for (const float value : kHoldAction) description.add_hold_action(value);
  description.set_max_image_bytes(kMaxImageBytes);
  description.set_draws_one_at_a_time(workcell.graphics->draws_one_at_a_time());
  return description;
}

}  // namespace

EnvironmentService::EnvironmentService(Workcell workcell, int max_sessions, std::chrono::duration<double> idle_timeout)
    : workcell_(std::move(workcell)),
      max_sessions_(max_sessions),
      idle_timeout_(idle_timeout),
      description_(DescriptionOf(workcell_, max_sessions)) {}

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
    Session session(workcell_);
    // Whoever reached a Unix socket is this user; another client's path is not to be opened.
    const bool may_share = stream->peer().rfind("unix:", 0) == 0;
    do {
      if (request.has_pictures() && may_share) session.SetPictureMemory(PictureMemory::Map(request.pictures()));
      session.Handle(request, &response);
    } while (stream->Exchange(response, idle_timeout_, &request));
    return stream->end();
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
