#ifndef BLINDVLA_SERVER_ENVIRONMENT_SERVICE_H_
#define BLINDVLA_SERVER_ENVIRONMENT_SERVICE_H_

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>

#include "blindvla/bridge/v1/environment.pb.h"
#include "server/bridge_session.h"
#include "server/session_stream.h"

namespace blindvla {

// What the bridge's service answers: one session per stream, on the stream's own thread.
class EnvironmentService {
 public:
  // Called on the thread that then serves the session.
  using SessionFactory = std::function<std::unique_ptr<BridgeSession>()>;

  // A session whose client is silent for longer than `idle_timeout` is ended.
  EnvironmentService(bridge::DescribeResponse description, int max_sessions, std::chrono::duration<double> idle_timeout,
                     SessionFactory make_session);

  const bridge::DescribeResponse& description() const { return description_; }
  int max_sessions() const { return max_sessions_; }
  int sessions() const;
  bool is_draining() const;

  // Takes no further sessions; returns when the last one has ended or `grace` is over.
  void Drain(std::chrono::duration<double> grace);

  // One of the sessions, from construction to destruction: to be had before anything else is spent on a call.
  class SessionSlot {
   public:
    explicit SessionSlot(EnvironmentService* service) : service_(*service) {}
    ~SessionSlot();
    SessionSlot(const SessionSlot&) = delete;
    SessionSlot& operator=(const SessionSlot&) = delete;

   private:
    EnvironmentService& service_;
  };

  // Null when there is none: `refusal` is what the call is to end with.
  std::unique_ptr<SessionSlot> AcquireSlot(grpc::Status* refusal);

  // A session from its first request to its last, for a call that has a place; returns what it is to end with.
  grpc::Status Serve(SessionStream* stream) const;

 private:
  const int max_sessions_;
  const std::chrono::duration<double> idle_timeout_;
  const bridge::DescribeResponse description_;
  const SessionFactory make_session_;

  mutable std::mutex mutex_;
  std::condition_variable session_ended_;
  int sessions_ = 0;
  bool draining_ = false;
};

}  // namespace blindvla

#endif  // BLINDVLA_SERVER_ENVIRONMENT_SERVICE_H_
