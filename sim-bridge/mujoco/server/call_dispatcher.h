#ifndef BLINDVLA_SERVER_CALL_DISPATCHER_H_
#define BLINDVLA_SERVER_CALL_DISPATCHER_H_

#include <grpcpp/grpcpp.h>

#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "blindvla/bridge/v1/environment.grpc.pb.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "server/environment_service.h"
#include "server/listener.h"
#include "server/session_stream.h"

namespace blindvla {

// Where calls arrive: answers those that need no session, and gives every session a thread of its own.
class CallDispatcher {
 public:
  // Registers its services with the server that is to be built. `service` and `listener` must outlive this.
  CallDispatcher(EnvironmentService* service, const Listener* listener, grpc::ServerBuilder* builder);
  // After the server: returns when the last call has ended.
  ~CallDispatcher();
  CallDispatcher(const CallDispatcher&) = delete;
  CallDispatcher& operator=(const CallDispatcher&) = delete;

  // The server was started.
  void Start();

 private:
  class Call;
  class SessionCall;
  class DescribeCall;
  class HealthCall;

  // Waits for the next call of a kind.
  template <typename CallKind>
  void Await();

  void Run();
  bool Next(void** tag, bool* ok);
  std::shared_ptr<Call> Release(Call* call);
  void AdmitSession(std::shared_ptr<SessionCall> call);
  void ServeSession(std::shared_ptr<SessionCall> call);
  void EndSession();

  EnvironmentService* const service_;
  const Listener* const listener_;
  EnvironmentCalls environment_calls_;
  grpc::health::v1::Health::AsyncService health_calls_;
  std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  std::thread thread_;
  // The thread's own: calls that the queue knows by their address, and sessions that were refused, until they have been
  // told.
  std::unordered_map<Call*, std::shared_ptr<Call>> calls_;
  std::list<std::shared_ptr<SessionCall>> refused_;

  std::mutex mutex_;
  std::condition_variable session_ended_;
  int sessions_ = 0;  // with a thread
};

}  // namespace blindvla

#endif  // BLINDVLA_SERVER_CALL_DISPATCHER_H_
