#include "server/session_stream.h"

#include <chrono>
#include <thread>

namespace blindvla {
namespace {

// A processor that went idle takes 30 to 50 us to come back in a virtual machine, and comes back with cold caches. A
// client whose policy does not think long asks again within 300 us, and on a busy machine within a millisecond: that
// request finds this thread awake.
constexpr std::chrono::milliseconds kStayAwake(1);

}  // namespace

void SessionStream::Expect(bridge::EnvironmentService::AsyncService* calls, grpc::ServerCompletionQueue* lobby,
                           void* tag) {
  calls->RequestConnect(&context_, &stream_, &queue_, lobby, tag);
}

bool SessionStream::Read(bridge::ConnectRequest* request) {
  stream_.Read(request, nullptr);
  return Wait();
}

bool SessionStream::Exchange(const bridge::ConnectResponse& response, bridge::ConnectRequest* next) {
  stream_.Write(response, nullptr);
  stream_.Read(next, nullptr);
  const bool first = Wait();
  const bool second = Wait();
  return first && second;
}

void SessionStream::Finish(const grpc::Status& status) {
  stream_.Finish(status, nullptr);
  Wait();
}

bool SessionStream::Wait() {
  void* tag;
  bool ok = false;
  const auto asleep = std::chrono::steady_clock::now() + kStayAwake;
  while (queue_.AsyncNext(&tag, &ok, gpr_inf_past(GPR_CLOCK_MONOTONIC)) == grpc::CompletionQueue::TIMEOUT) {
    if (std::chrono::steady_clock::now() >= asleep) {
      queue_.Next(&tag, &ok);
      break;
    }
    std::this_thread::yield();
  }
  return ok;
}

}  // namespace blindvla
