#ifndef BLINDVLA_SERVER_LOBBY_H_
#define BLINDVLA_SERVER_LOBBY_H_

#include <grpcpp/grpcpp.h>

#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <thread>

#include "blindvla/bridge/v1/environment.grpc.pb.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "server/environment_service.h"
#include "server/listener.h"
#include "server/session_stream.h"

namespace blindvla {

// Where calls arrive: answers those that need no session, and gives every session a thread of its own.
class Lobby {
 public:
  // Registers its services with the server that is to be built. `service` and `listener` must outlive this.
  Lobby(EnvironmentService* service, const Listener* listener, grpc::ServerBuilder* builder);
  // After the server: returns when the last call has ended.
  ~Lobby();
  Lobby(const Lobby&) = delete;
  Lobby& operator=(const Lobby&) = delete;

  // The server was started.
  void Open();

 private:
  class Caller;
  class SessionCaller;
  class DescribeCaller;
  class HealthCaller;

  void Receive();
  bool Next(void** tag, bool* ok);
  void Admit(std::unique_ptr<SessionCaller> caller);
  void Serve(std::unique_ptr<SessionCaller> caller);
  void Leave();

  EnvironmentService* const service_;
  const Listener* const listener_;
  EnvironmentCalls environment_calls_;
  grpc::health::v1::Health::AsyncService health_calls_;
  std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  std::thread receiver_;
  std::list<std::unique_ptr<SessionCaller>> refused_;  // until they have been told; the receiver's

  std::mutex mutex_;
  std::condition_variable left_;
  int present_ = 0;  // sessions with a thread
};

}  // namespace blindvla

#endif  // BLINDVLA_SERVER_LOBBY_H_
