#include "server/bridge_server.h"

#include <sys/stat.h>

#include "server/limits.h"

namespace blindvla {
namespace {

constexpr std::chrono::milliseconds kLastWords(200);

}  // namespace

BridgeServer::BridgeServer(EnvironmentService* service, const ListenAddress& address,
                           const std::optional<RemoteAccess>& access)
    : service_(service), address_(address) {
  if (!address.is_local() && !access) {
    throw StartError("listening on " + address.host() + " lets other machines in; that needs TLS and a token");
  }
  if (address.is_unix() && access)
    throw StartError("a Unix socket has no TLS: its file permissions say who may connect");
  const auto credentials = access ? SecureCredentials(*access) : grpc::InsecureServerCredentials();
  address.Prepare();

  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort(address.Target(), credentials, &port);
  builder.SetMaxReceiveMessageSize(kMaxMessageBytes);
  builder.SetMaxSendMessageSize(kMaxMessageBytes);
  // By default two servers may share a port, each getting some of the calls.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  lobby_ = std::make_unique<Lobby>(service, &builder);
  // Only this user may connect to the socket.
  const mode_t previous = umask(0077);
  server_ = builder.BuildAndStart();
  umask(previous);
  // gRPC reports port 1 for a Unix socket and 0 when it could not listen, or could not use the certificate.
  if (server_ == nullptr || port == 0) {
    if (server_) server_->Shutdown();
    throw StartError("cannot listen on " + address.Connectable(address.port(), access.has_value()) +
                     (access ? "; are certificate and key a matching pair in PEM format?" : ""));
  }
  lobby_->Open();
  connectable_ = address.Connectable(port, access.has_value());
}

BridgeServer::~BridgeServer() {
  if (server_ == nullptr) return;
  Stop(std::chrono::seconds(0));
  if (address_.is_unix()) {
    std::error_code gone_already;
    std::filesystem::remove(address_.socket(), gone_already);
  }
}

void BridgeServer::Stop(std::chrono::duration<double> grace) {
  service_->Drain(grace);
  // gRPC would wait for idle clients to hang up, too. This is long enough for the last session's status to leave.
  server_->Shutdown(std::chrono::system_clock::now() + kLastWords);
  server_->Wait();
  lobby_ = nullptr;
}

}  // namespace blindvla
