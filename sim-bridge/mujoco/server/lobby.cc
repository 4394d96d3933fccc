#include "server/lobby.h"

#include <malloc.h>

#include <chrono>
#include <string>
#include <system_error>
#include <utility>

namespace blindvla {
namespace {

// How long a call may stand before the lobby while sessions run, and a refused one may wait to be forgotten.
constexpr std::chrono::milliseconds kGlance(10);

}  // namespace

// A call that may come, has come, or is being answered; the queue's tag.
class Lobby::Caller {
 public:
  explicit Caller(Lobby* lobby) : lobby_(*lobby) {}
  virtual ~Caller() = default;
  Caller(const Caller&) = delete;
  Caller& operator=(const Caller&) = delete;

  // What was begun has ended; not `ok` when the server is stopping or the client has gone. Ends the life of this object
  // when there is nothing more to be done.
  virtual void Proceed(bool ok) = 0;

 protected:
  Lobby& lobby_;
};

class Lobby::SessionCaller final : public Caller {
 public:
  explicit SessionCaller(Lobby* lobby) : Caller(lobby) {
    stream_.Expect(&lobby->environment_calls_, lobby->queue_.get(), this);
  }

  void Proceed(bool ok) override {
    std::unique_ptr<SessionCaller> self(this);
    if (!ok) return;
    new SessionCaller(&lobby_);
    lobby_.Admit(std::move(self));
  }

  SessionStream* stream() { return &stream_; }
  std::unique_ptr<EnvironmentService::Place>& place() { return place_; }

 private:
  std::unique_ptr<EnvironmentService::Place> place_;
  SessionStream stream_;
};

class Lobby::DescribeCaller final : public Caller {
 public:
  explicit DescribeCaller(Lobby* lobby) : Caller(lobby) {
    lobby->environment_calls_.RequestDescribe(&context_, &request_, &answer_, lobby->queue_.get(), lobby->queue_.get(),
                                              this);
  }

  void Proceed(bool ok) override {
    if (!ok || std::exchange(answered_, true)) {
      delete this;
      return;
    }
    new DescribeCaller(&lobby_);
    answer_.Finish(lobby_.service_->description(), grpc::Status::OK, this);
  }

 private:
  grpc::ServerContext context_;
  bridge::DescribeRequest request_;
  grpc::ServerAsyncResponseWriter<bridge::DescribeResponse> answer_{&context_};
  bool answered_ = false;
};

class Lobby::HealthCaller final : public Caller {
 public:
  explicit HealthCaller(Lobby* lobby) : Caller(lobby) {
    lobby->health_calls_.RequestCheck(&context_, &request_, &answer_, lobby->queue_.get(), lobby->queue_.get(), this);
  }

  void Proceed(bool ok) override {
    if (!ok || std::exchange(answered_, true)) {
      delete this;
      return;
    }
    new HealthCaller(&lobby_);
    using grpc::health::v1::HealthCheckResponse;
    HealthCheckResponse response;
    const bool is_serving = !lobby_.service_->is_draining() && lobby_.listener_->has_room();
    response.set_status(is_serving ? HealthCheckResponse::SERVING : HealthCheckResponse::NOT_SERVING);
    const bool is_known =
        request_.service().empty() || request_.service() == bridge::EnvironmentService::service_full_name();
    answer_.Finish(response, is_known ? grpc::Status::OK : grpc::Status(grpc::StatusCode::NOT_FOUND, "no such service"),
                   this);
  }

 private:
  grpc::ServerContext context_;
  grpc::health::v1::HealthCheckRequest request_;
  grpc::ServerAsyncResponseWriter<grpc::health::v1::HealthCheckResponse> answer_{&context_};
  bool answered_ = false;
};

Lobby::Lobby(EnvironmentService* service, const Listener* listener, grpc::ServerBuilder* builder)
    : service_(service), listener_(listener) {
  builder->RegisterService(&environment_calls_);
  builder->RegisterService(&health_calls_);
  queue_ = builder->AddCompletionQueue();
}

void Lobby::Open() {
  new SessionCaller(this);
  new DescribeCaller(this);
  new HealthCaller(this);
  receiver_ = std::thread([this] { Receive(); });
}

Lobby::~Lobby() {
  queue_->Shutdown();
  if (receiver_.joinable()) {
    receiver_.join();
  } else {
    Receive();
  }
  std::unique_lock lock(mutex_);
  left_.wait(lock, [this] { return present_ == 0; });
}

void Lobby::Receive() {
  void* tag;
  bool ok;
  while (Next(&tag, &ok)) static_cast<Caller*>(tag)->Proceed(ok);
}

// A thread that waits in gRPC takes every message from its socket and must then wake the thread it is for. So while
// there are sessions, which wait for their own messages, this one only has a look now and then.
bool Lobby::Next(void** tag, bool* ok) {
  for (std::unique_lock lock(mutex_); present_ > 0 || !refused_.empty(); left_.wait_for(lock, kGlance)) {
    refused_.remove_if([](const auto& caller) { return caller->stream()->IsFinished(); });
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

void Lobby::Admit(std::unique_ptr<SessionCaller> caller) {
  grpc::Status refusal;
  caller->place() = service_->Enter(&refusal);
  if (caller->place()) {
    {
      const std::scoped_lock lock(mutex_);
      ++present_;
    }
    try {
      std::thread([this, caller = caller.get()] { Serve(std::unique_ptr<SessionCaller>(caller)); }).detach();
      caller.release();
      return;
    } catch (const std::system_error& error) {
      Leave();
      caller->place() = nullptr;
      refusal = {grpc::StatusCode::RESOURCE_EXHAUSTED,
                 std::string("this machine gives no thread for another session: ") + error.what()};
    }
  }
  caller->stream()->BeginFinish(refusal);
  if (!caller->stream()->IsFinished()) refused_.push_back(std::move(caller));
}

void Lobby::Serve(std::unique_ptr<SessionCaller> caller) {
  const grpc::Status end = service_->Serve(caller->stream());
  // Whoever has read the end may open the next session at once.
  caller->place() = nullptr;
  caller->stream()->Finish(end);
  caller = nullptr;
  Leave();
}

void Lobby::Leave() {
  bool is_last;
  {
    const std::scoped_lock lock(mutex_);
    is_last = --present_ == 0;
    left_.notify_all();
  }
  // Threads that have ended leave what they freed in heaps of their own, which nobody else gives back.
  if (is_last) malloc_trim(0);
}

}  // namespace blindvla
