#include "server/bridge_server.h"

#include "server/limits.h"
#include "server/start_error.h"

namespace blindvla {
namespace {

constexpr std::chrono::milliseconds kShutdownGrace(200);
constexpr int kExtraCalls = 16;

}  // namespace

BridgeServer::BridgeServer(EnvironmentService* service, const ListenAddress& address,
                           const std::optional<RemoteAccess>& access, ConnectionLimits limits, const Timeouts& timeouts,
                           grpc::Service* beside)
    : service_(service) {
  if (!address.is_local() && !access) {
    throw StartError("listening on " + address.host() + " lets other machines in; that needs TLS and a token");
  }
  if (address.is_unix() && access)
    throw StartError("a Unix socket has no TLS: its file permissions say who may connect");
  const auto credentials = access ? SecureCredentials(*access) : grpc::InsecureServerCredentials();
  listener_ = std::make_unique<Listener>(address, limits);
  connectable_ = address.Connectable(listener_->port(), access.has_value());

  grpc::ServerBuilder builder;
  acceptor_ = builder.experimental().AddExternalConnectionAcceptor(
      grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD, credentials);
  builder.SetMaxReceiveMessageSize(kMaxMessageBytes);
  builder.SetMaxSendMessageSize(kMaxMessageBytes);
  const auto milliseconds = [](std::chrono::milliseconds time) { return static_cast<int>(time.count()); };
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, milliseconds(timeouts.handshake));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS, milliseconds(timeouts.idle));
  if (!address.is_unix()) {
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, milliseconds(timeouts.keepalive));
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, milliseconds(timeouts.keepalive_answer));
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
    builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  }
  // Of one connection: every session, and calls that are answered at once.
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, service->max_sessions() + kExtraCalls);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  dispatcher_ = std::make_unique<CallDispatcher>(service, listener_.get(), &builder);
  if (beside != nullptr) builder.RegisterService(beside);
  server_ = builder.BuildAndStart();
  if (server_ == nullptr) throw StartError("gRPC cannot serve on " + connectable_);
  dispatcher_->Start();
  listener_->Start([this](int listening, int connection) {
    grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters parameters;
    parameters.listener_fd = listening;
    parameters.fd = connection;
    acceptor_->HandleNewConnection(&parameters);
  });
}

BridgeServer::~BridgeServer() {
  if (server_ != nullptr) Stop(std::chrono::seconds(0));
}

void BridgeServer::Stop(std::chrono::duration<double> grace) {
  service_->Drain(grace);
  listener_->Close();
  // gRPC would wait for idle clients to hang up, too. This is long enough for the last session's status to leave.
  server_->Shutdown(std::chrono::system_clock::now() + kShutdownGrace);
  server_->Wait();
  dispatcher_ = nullptr;
}

}  // namespace blindvla
