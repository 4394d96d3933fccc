#ifndef BLINDVLA_SERVER_ENVIRONMENT_SERVICE_H_
#define BLINDVLA_SERVER_ENVIRONMENT_SERVICE_H_

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "blindvla/bridge/v1/environment.grpc.pb.h"
#include "server/session.h"

namespace blindvla {

// The bridge's service: one Session per stream, on the stream's own thread.
class EnvironmentService final : public bridge::EnvironmentService::Service {
 public:
  EnvironmentService(Workcell workcell, int max_sessions);

  const bridge::DescribeResponse& description() const { return description_; }
  int sessions() const;

  // Takes no further sessions; returns when the last one has ended or `grace` is over.
  void Drain(std::chrono::duration<double> grace);

  grpc::Status Describe(grpc::ServerContext* context, const bridge::DescribeRequest* request,
                        bridge::DescribeResponse* response) override;
  grpc::Status Connect(grpc::ServerContext* context,
                       grpc::ServerReaderWriter<bridge::ConnectResponse, bridge::ConnectRequest>* stream) override;

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
