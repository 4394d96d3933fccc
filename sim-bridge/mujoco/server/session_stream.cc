#include "server/session_stream.h"

#include <thread>

namespace blindvla {
namespace {

// A processor that went idle takes 30 to 50 us to come back in a virtual machine, and comes back with cold caches. A
// client whose policy does not think long asks again within 300 us, and on a busy machine within a millisecond: that
// request finds this thread awake.
constexpr std::chrono::milliseconds kSpinTime(1);

gpr_timespec After(std::chrono::duration<double> time) {
  return gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC),
                      gpr_time_from_nanos(static_cast<std::int64_t>(time.count() * 1e9), GPR_TIMESPAN));
}

}  // namespace

SessionStream::~SessionStream() { WaitForAll(); }

void SessionStream::RequestCall(EnvironmentCalls* calls, grpc::ServerCompletionQueue* queue, void* tag) {
  calls->RequestConnect(&context_, &stream_, &queue_, queue, tag);
}

bool SessionStream::Read(std::chrono::duration<double> timeout, bridge::ConnectRequest* request) {
  stream_.Read(&received_, nullptr);
  ++pending_;
  return Wait(timeout) && Parse(request);
}

bool SessionStream::Exchange(const bridge::ConnectResponse& response, std::chrono::duration<double> timeout,
                             bridge::ConnectRequest* next) {
  grpc::ByteBuffer message;
  bool owned;
  end_ = grpc::SerializationTraits<bridge::ConnectResponse>::Serialize(response, &message, &owned);
  if (!end_.ok()) return false;
  stream_.Write(message, &is_writing_);
  is_writing_ = true;
  stream_.Read(&received_, nullptr);
  pending_ += 2;
  const bool first = Wait(timeout);
  return end_.ok() && Wait(timeout) && first && Parse(next);
}

void SessionStream::BeginFinish(const grpc::Status& status) {
  // A client that does not take its response will not take a status either.
  if (is_writing_) return context_.TryCancel();
  stream_.Finish(status, nullptr);
  ++pending_;
}

void SessionStream::Finish(const grpc::Status& status) {
  BeginFinish(status);
  WaitForAll();
}

bool SessionStream::IsFinished() {
  while (pending_ > 0 && Next(gpr_inf_past(GPR_CLOCK_MONOTONIC))) {
  }
  return pending_ == 0;
}

bool SessionStream::Wait(std::chrono::duration<double> timeout) {
  const auto spin_end = std::chrono::steady_clock::now() + kSpinTime;
  std::optional<bool> succeeded;
  while (!(succeeded = Next(gpr_inf_past(GPR_CLOCK_MONOTONIC))) && std::chrono::steady_clock::now() < spin_end)
    std::this_thread::yield();
  if (!succeeded) succeeded = Next(After(timeout));
  if (succeeded) return *succeeded;
  end_ = {grpc::StatusCode::UNAVAILABLE, "nothing came from the client for " + std::to_string(timeout.count()) +
                                             " s, so its session was given up; see --idle-seconds"};
  return false;
}

std::optional<bool> SessionStream::Next(gpr_timespec deadline) {
  void* tag;
  bool succeeded;
  if (queue_.AsyncNext(&tag, &succeeded, deadline) != grpc::CompletionQueue::GOT_EVENT) return std::nullopt;
  --pending_;
  if (tag == &is_writing_) is_writing_ = false;
  return succeeded;
}

void SessionStream::WaitForAll() {
  while (pending_ > 0) Next(gpr_inf_future(GPR_CLOCK_MONOTONIC));
}

bool SessionStream::Parse(bridge::ConnectRequest* request) {
  const grpc::Status status = grpc::SerializationTraits<bridge::ConnectRequest>::Deserialize(&received_, request);
  if (status.ok()) return true;
  end_ = {grpc::StatusCode::INVALID_ARGUMENT, "a message is no " + bridge::ConnectRequest::descriptor()->full_name() +
                                                  "; are the protos of client and server the same? " +
                                                  status.error_message()};
  return false;
}

}  // namespace blindvla
