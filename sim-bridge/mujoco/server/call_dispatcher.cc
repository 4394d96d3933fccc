#include "server/call_dispatcher.h"

#include <malloc.h>

#include <chrono>
#include <string>
#include <system_error>
#include <utility>

namespace blindvla {
namespace {

// How long a call may wait while sessions run, and a refused one to be forgotten.
constexpr std::chrono::milliseconds kPollInterval(10);

}  // namespace

// A call that may come, has come, or is being answered; its address is the queue's tag, and calls_ keeps it until it
// needs the queue no more.
class CallDispatcher::Call {
 public:
  explicit Call(CallDispatcher* dispatcher) : dispatcher_(*dispatcher) {}
  virtual ~Call() = default;
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  // What was begun has ended; not `ok` when the server is stopping or the client has gone.
  virtual void Proceed(bool ok) = 0;

 protected:
  void* tag() { return this; }

  CallDispatcher& dispatcher_;
};

class CallDispatcher::SessionCall final : public Call {
 public:
  explicit SessionCall(CallDispatcher* dispatcher) : Call(dispatcher) {
    stream_.RequestCall(&dispatcher->environment_calls_, dispatcher->queue_.get(), tag());
  }

  void Proceed(bool ok) override {
    // From here on its stream has a queue of its own.
    const auto self = std::static_pointer_cast<SessionCall>(dispatcher_.Release(this));
    if (!ok) return;
    dispatcher_.Await<SessionCall>();
    dispatcher_.AdmitSession(self);
  }

  SessionStream* stream() { return &stream_; }
  std::unique_ptr<EnvironmentService::SessionSlot>& slot() { return slot_; }

 private:
  std::unique_ptr<EnvironmentService::SessionSlot> slot_;
  SessionStream stream_;
};

class CallDispatcher::DescribeCall final : public Call {
 public:
  explicit DescribeCall(CallDispatcher* dispatcher) : Call(dispatcher) {
    dispatcher->environment_calls_.RequestDescribe(&context_, &request_, &answer_, dispatcher->queue_.get(),
                                                   dispatcher->queue_.get(), tag());
  }

  void Proceed(bool ok) override {
    if (!ok || std::exchange(answered_, true)) {
      dispatcher_.Release(this);
      return;
    }
    dispatcher_.Await<DescribeCall>();
    answer_.Finish(dispatcher_.service_->description(), grpc::Status::OK, tag());
  }

 private:
  grpc::ServerContext context_;
  bridge::DescribeRequest request_;
  grpc::ServerAsyncResponseWriter<bridge::DescribeResponse> answer_{&context_};
  bool answered_ = false;
};

class CallDispatcher::HealthCall final : public Call {
 public:
  explicit HealthCall(CallDispatcher* dispatcher) : Call(dispatcher) {
    dispatcher->health_calls_.RequestCheck(&context_, &request_, &answer_, dispatcher->queue_.get(),
                                           dispatcher->queue_.get(), tag());
  }

  void Proceed(bool ok) override {
    if (!ok || std::exchange(answered_, true)) {
      dispatcher_.Release(this);
      return;
    }
    dispatcher_.Await<HealthCall>();
    using grpc::health::v1::HealthCheckResponse;
    HealthCheckResponse response;
    const bool is_serving = !dispatcher_.service_->is_draining() && dispatcher_.listener_->has_room();
    response.set_status(is_serving ? HealthCheckResponse::SERVING : HealthCheckResponse::NOT_SERVING);
    const bool is_known =
        request_.service().empty() || request_.service() == bridge::EnvironmentService::service_full_name();
    answer_.Finish(response, is_known ? grpc::Status::OK : grpc::Status(grpc::StatusCode::NOT_FOUND, "no such service"),
                   tag());
  }

 private:
  grpc::ServerContext context_;
  grpc::health::v1::HealthCheckRequest request_;
  grpc::ServerAsyncResponseWriter<grpc::health::v1::HealthCheckResponse> answer_{&context_};
  bool answered_ = false;
};

CallDispatcher::CallDispatcher(EnvironmentService* service, const Listener* listener, grpc::ServerBuilder* builder)
    : service_(service), listener_(listener) {
  builder->RegisterService(&environment_calls_);
  builder->RegisterService(&health_calls_);
  queue_ = builder->AddCompletionQueue();
}

void CallDispatcher::Start() {
  Await<SessionCall>();
  Await<DescribeCall>();
  Await<HealthCall>();
  thread_ = std::thread([this] { Run(); });
}

CallDispatcher::~CallDispatcher() {
  queue_->Shutdown();
  if (thread_.joinable()) {
    thread_.join();
  } else {
    Run();
  }
  std::unique_lock lock(mutex_);
  session_ended_.wait(lock, [this] { return sessions_ == 0; });
}

template <typename CallKind>
void CallDispatcher::Await() {
  auto call = std::make_shared<CallKind>(this);
  calls_.emplace(call.get(), std::move(call));
}

std::shared_ptr<CallDispatcher::Call> CallDispatcher::Release(Call* call) {
  return std::move(calls_.extract(call).mapped());
}

void CallDispatcher::Run() {
  void* tag;
  bool ok;
  while (Next(&tag, &ok)) static_cast<Call*>(tag)->Proceed(ok);
}

// A thread that waits in gRPC takes every message from its socket and must then wake the thread it is for. So while
// there are sessions, which wait for their own messages, this one only has a look now and then.
bool CallDispatcher::Next(void** tag, bool* ok) {
  for (std::unique_lock lock(mutex_); sessions_ > 0 || !refused_.empty();
       session_ended_.wait_for(lock, kPollInterval)) {
    refused_.remove_if([](const auto& call) { return call->stream()->IsFinished(); });
    switch (queue_->AsyncNext(tag, ok, gpr_inf_past(GPR_CLOCK_MONOTONIC))) {
      case grpc::CompletionQueue::GOT_EVENT:
        return true;
      case grpc::CompletionQueue::SHUTDOWN:
        return false;
      case grpc::CompletionQueue::TIMEOUT:
        break;
    }
  }
  return queue_->Next(tag, ok);
}

void CallDispatcher::AdmitSession(std::shared_ptr<SessionCall> call) {
  grpc::Status refusal;
  call->slot() = service_->AcquireSlot(&refusal);
  if (call->slot()) {
    {
      const std::scoped_lock lock(mutex_);
      ++sessions_;
    }
    try {
      std::thread([this, call]() mutable { ServeSession(std::move(call)); }).detach();
      return;
    } catch (const std::system_error& error) {
      EndSession();
      call->slot() = nullptr;
      refusal = {grpc::StatusCode::RESOURCE_EXHAUSTED,
                 std::string("this machine gives no thread for another session: ") + error.what()};
    }
  }
  call->stream()->BeginFinish(refusal);
  if (!call->stream()->IsFinished()) refused_.push_back(std::move(call));
}

void CallDispatcher::ServeSession(std::shared_ptr<SessionCall> call) {
  const grpc::Status end = service_->Serve(call->stream());
  // Whoever has read the end may open the next session at once.
  call->slot() = nullptr;
  call->stream()->Finish(end);
  call = nullptr;
  EndSession();
}

void CallDispatcher::EndSession() {
  bool is_last;
  {
    const std::scoped_lock lock(mutex_);
    is_last = --sessions_ == 0;
    session_ended_.notify_all();
  }
  // Threads that have ended leave what they freed in heaps of their own, which nobody else gives back.
  if (is_last) malloc_trim(0);
}

}  // namespace blindvla
