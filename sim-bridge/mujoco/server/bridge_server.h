#ifndef BLINDVLA_SERVER_BRIDGE_SERVER_H_
#define BLINDVLA_SERVER_BRIDGE_SERVER_H_

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "server/credentials.h"
#include "server/environment_service.h"
#include "server/listen_address.h"
#include "server/lobby.h"

namespace blindvla {

// The service and the standard health service on one address, from construction to destruction.
class BridgeServer {
 public:
  // Plain text without `access`. Throws StartError.
  BridgeServer(EnvironmentService* service, const ListenAddress& address, const std::optional<RemoteAccess>& access);
  ~BridgeServer();
  BridgeServer(const BridgeServer&) = delete;
  BridgeServer& operator=(const BridgeServer&) = delete;

  // What a client connects to, e.g. "tcp:127.0.0.1:43211".
  const std::string& connectable() const { return connectable_; }

  std::shared_ptr<grpc::Channel> InProcessChannel() { return server_->InProcessChannel({}); }

  // Takes no further sessions, lets those that are go on until they end or `grace` is over, then cuts them off.
  void Stop(std::chrono::duration<double> grace);

 private:
  EnvironmentService* service_;
  ListenAddress address_;
  std::unique_ptr<Lobby> lobby_;
  std::unique_ptr<grpc::Server> server_;
  std::string connectable_;
};

}  // namespace blindvla

#endif  // BLINDVLA_SERVER_BRIDGE_SERVER_H_
