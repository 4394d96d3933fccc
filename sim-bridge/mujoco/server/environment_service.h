#ifndef BLINDVLA_SERVER_ENVIRONMENT_SERVICE_H_
#define BLINDVLA_SERVER_ENVIRONMENT_SERVICE_H_

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "blindvla/bridge/v1/environment.pb.h"
#include "server/session.h"
#include "server/session_stream.h"

namespace blindvla {

// What the bridge's service answers: one Session per stream, on the stream's own thread.
class EnvironmentService {
 public:
  EnvironmentService(Workcell workcell, int max_sessions);

  const bridge::DescribeResponse& description() const { return description_; }
  int sessions() const;
  bool is_draining() const;

  // Takes no further sessions; returns when the last one has ended or `grace` is over.
  void Drain(std::chrono::duration<double> grace);

  // A session from its first request to its last; returns what the call is to end with.
  grpc::Status Serve(SessionStream* stream);

 private:
  const Workcell workcell_;
  const int max_sessions_;
  const bridge::DescribeResponse description_;

  // One of the sessions, from construction to destruction.
  class Slot;

  mutable std::mutex mutex_;
  std::condition_variable session_ended_;
  int sessions_ = 0;
  bool draining_ = false;
};

}  // namespace blindvla

#endif  // BLINDVLA_SERVER_ENVIRONMENT_SERVICE_H_
