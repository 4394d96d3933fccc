#ifndef BLINDVLA_SERVER_BRIDGE_SERVER_H_
#define BLINDVLA_SERVER_BRIDGE_SERVER_H_

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "server/call_dispatcher.h"
#include "server/credentials.h"
#include "server/environment_service.h"
#include "server/listen_address.h"
#include "server/listener.h"

namespace blindvla {

// The service and the standard health service on one address, from construction to destruction.
class BridgeServer {
 public:
  // How long a connection may give no sign of life.
  struct Timeouts {
    std::chrono::milliseconds handshake = std::chrono::seconds(20);  // until its first frame, encryption included
    std::chrono::milliseconds idle = std::chrono::minutes(10);       // without a call
    // Until it is asked for a sign, and then until that must have come. Not on a Unix socket, whose end is always seen.
    std::chrono::milliseconds keepalive = std::chrono::seconds(60);
    std::chrono::milliseconds keepalive_answer = std::chrono::seconds(30);
  };

  // Plain text without `access`. What is served `beside` the bridge, if anything, must outlive this, too. Throws
  // StartError.
  BridgeServer(EnvironmentService* service, const ListenAddress& address, const std::optional<RemoteAccess>& access,
               grpc::Service* beside = nullptr)
      : BridgeServer(service, address, access, ConnectionLimits::For(service->max_sessions()), {}, beside) {}
  BridgeServer(EnvironmentService* service, const ListenAddress& address, const std::optional<RemoteAccess>& access,
               ConnectionLimits limits, const Timeouts& timeouts, grpc::Service* beside = nullptr);
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
  std::unique_ptr<Listener> listener_;
  std::unique_ptr<CallDispatcher> dispatcher_;
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor_;
  std::unique_ptr<grpc::Server> server_;
  std::string connectable_;
};

}  // namespace blindvla

#endif  // BLINDVLA_SERVER_BRIDGE_SERVER_H_
