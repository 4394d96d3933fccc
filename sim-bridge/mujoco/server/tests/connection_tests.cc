// Peers that come in numbers, say nothing, or are gone without a word.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstring>
#include <thread>
#include <vector>

#include "grpc/health/v1/health.grpc.pb.h"
#include "server/bridge_server.h"
#include "server/start_error.h"
#include "server/tabletop.h"
#include "server/tests/test_workcell.h"

namespace blindvla {
namespace {

using namespace std::chrono_literals;
using grpc::health::v1::HealthCheckResponse;

// Longer than any test.
constexpr BridgeServer::Timeouts kNoTimeouts{1h, 1h, 1h, 1h};

// What an HTTP/2 client says first: the preface and empty settings.
constexpr char kPreface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0";

// A connection to a server that speaks no gRPC.
class Connection {
 public:
  explicit Connection(const ListenAddress& address)
      : address_(address), descriptor_(socket(address.is_unix() ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval limit{60, 0};
    setsockopt(descriptor_.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  }

  void Connect() {
    sockaddr_un local{};
    local.sun_family = AF_UNIX;
    std::strcpy(local.sun_path, address_.socket().c_str());
    sockaddr_in remote{};
    remote.sin_family = AF_INET;
    remote.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    remote.sin_port = htons(static_cast<std::uint16_t>(address_.port()));
    const int result = address_.is_unix()
                           ? connect(descriptor_.get(), reinterpret_cast<const sockaddr*>(&local), sizeof local)
                           : connect(descriptor_.get(), reinterpret_cast<const sockaddr*>(&remote), sizeof remote);
    EXPECT_EQ(result, 0) << std::strerror(errno);
  }

  void Say(std::string_view words) {
    EXPECT_EQ(send(descriptor_.get(), words.data(), words.size(), MSG_NOSIGNAL), static_cast<ssize_t>(words.size()));
  }

  // Whether the server has said anything.
  bool Hears() {
    char byte;
    return recv(descriptor_.get(), &byte, 1, MSG_PEEK) > 0;
  }

  // Reads until the server hangs up; false when it does not.
  bool IsHungUpOn() {
    char bytes[4096];
    ssize_t count;
    do count = recv(descriptor_.get(), bytes, sizeof bytes, 0);
    while (count > 0);
    return count == 0 || errno == ECONNRESET;
  }

 private:
  ListenAddress address_;
  Descriptor descriptor_;
};

class ConnectionTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { workcell_ = std::make_unique<TestWorkcell>(); }
  static void TearDownTestSuite() { workcell_ = nullptr; }

  ListenAddress SocketAddress() const { return ListenAddress::Parse("unix:" + (folder_.path() / "s").string()); }

  static grpc::Status Describe(const std::string& target) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + 60s);
    bridge::DescribeResponse response;
    return bridge::EnvironmentService::NewStub(grpc::CreateChannel(target, grpc::InsecureChannelCredentials()))
        ->Describe(&context, {}, &response);
  }

  static HealthCheckResponse::ServingStatus Health(const std::shared_ptr<grpc::Channel>& channel) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + 60s);
    HealthCheckResponse response;
    const grpc::Status status = grpc::health::v1::Health::NewStub(channel)->Check(&context, {}, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.status();
  }

  // What has hung up is seen a moment later.
  static void WaitUntilServing(const std::shared_ptr<grpc::Channel>& channel) {
    const auto deadline = std::chrono::steady_clock::now() + 60s;
    while (Health(channel) != HealthCheckResponse::SERVING && std::chrono::steady_clock::now() < deadline)
      std::this_thread::yield();
    EXPECT_EQ(Health(channel), HealthCheckResponse::SERVING);
  }

  static std::unique_ptr<TestWorkcell> workcell_;
  ScratchFolder folder_;
  EnvironmentService service_{ServeTabletop(workcell_->get(), 2, 1h)};
};

std::unique_ptr<TestWorkcell> ConnectionTest::workcell_;

TEST_F(ConnectionTest, Accept_MoreThanInAll_AreHungUpOnUntilOthersLeave) {
  BridgeServer server(&service_, SocketAddress(), std::nullopt, {.per_peer = 3, .total = 3}, kNoTimeouts);
  const auto inside = server.InProcessChannel();
  std::vector<Connection> kept;
  for (int i = 0; i < 3; ++i) {
    kept.emplace_back(SocketAddress());
    kept.back().Connect();
    kept.back().Say({kPreface, sizeof kPreface - 1});
    ASSERT_TRUE(kept.back().Hears());
  }

  for (int i = 0; i < 100; ++i) {
    Connection surplus(SocketAddress());
    surplus.Connect();
    ASSERT_TRUE(surplus.IsHungUpOn()) << i;
  }
  EXPECT_EQ(Health(inside), HealthCheckResponse::NOT_SERVING);
  EXPECT_EQ(Describe(server.connectable()).error_code(), grpc::StatusCode::UNAVAILABLE);

  kept.clear();
  WaitUntilServing(inside);
  EXPECT_TRUE(Describe(server.connectable()).ok());
}

TEST_F(ConnectionTest, Accept_MoreThanOfOnePeer_AreHungUpOnWhileThereIsRoomForOthers) {
  BridgeServer server(&service_, SocketAddress(), std::nullopt, {.per_peer = 1, .total = 8}, kNoTimeouts);
  Connection first(SocketAddress());
  first.Connect();
  first.Say({kPreface, sizeof kPreface - 1});
  ASSERT_TRUE(first.Hears());

  Connection second(SocketAddress());
  second.Connect();

  EXPECT_TRUE(second.IsHungUpOn());
  EXPECT_EQ(Health(server.InProcessChannel()), HealthCheckResponse::SERVING);
}

TEST_F(ConnectionTest, Accept_NoDescriptorFree_IsHungUpOnAndTheServerRecovers) {
  BridgeServer server(&service_, SocketAddress(), std::nullopt, {.per_peer = 1000, .total = 1000}, kNoTimeouts);
  const auto inside = server.InProcessChannel();
  EXPECT_EQ(Health(inside), HealthCheckResponse::SERVING);
  std::vector<Connection> clients;
  for (int i = 0; i < 20; ++i) clients.emplace_back(SocketAddress());
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  const rlimit few{std::min<rlim_t>(before.rlim_cur, 256), before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &few), 0);
  std::vector<Descriptor> all;
  while (Descriptor one{open("/dev/null", O_RDONLY | O_CLOEXEC)}) all.push_back(std::move(one));

  for (Connection& client : clients) {
    client.Connect();
    EXPECT_TRUE(client.IsHungUpOn());
  }
  EXPECT_EQ(Health(inside), HealthCheckResponse::NOT_SERVING);

  all.clear();
  setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_EQ(Health(inside), HealthCheckResponse::SERVING);
  EXPECT_TRUE(Describe(server.connectable()).ok());
}

TEST_F(ConnectionTest, Limits_FewerFilesThanSessionsNeed_AreRefused) {
  EXPECT_GT(ConnectionLimits::For(8).total, ConnectionLimits::For(8).per_peer);
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  const rlimit few{64, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &few), 0);

  EXPECT_THROW(ConnectionLimits::For(8), StartError);

  setrlimit(RLIMIT_NOFILE, &before);
}

TEST_F(ConnectionTest, Connection_ThatNeverGreets_IsHungUpOn) {
  BridgeServer::Timeouts timeouts = kNoTimeouts;
  timeouts.handshake = 50ms;
  const BridgeServer server(&service_, SocketAddress(), std::nullopt, ConnectionLimits::For(2), timeouts);
  Connection silent(SocketAddress());
  silent.Connect();

  EXPECT_TRUE(silent.IsHungUpOn());
}

TEST_F(ConnectionTest, Connection_WithoutACall_IsHungUpOn) {
  BridgeServer::Timeouts timeouts = kNoTimeouts;
  timeouts.idle = 50ms;
  const BridgeServer server(&service_, SocketAddress(), std::nullopt, ConnectionLimits::For(2), timeouts);
  Connection idle(SocketAddress());
  idle.Connect();
  idle.Say({kPreface, sizeof kPreface - 1});

  EXPECT_TRUE(idle.IsHungUpOn());
}

TEST_F(ConnectionTest, Connection_WhosePeerVanished_IsHungUpOn) {
  BridgeServer::Timeouts timeouts = kNoTimeouts;
  timeouts.keepalive = 50ms;
  timeouts.keepalive_answer = 50ms;
  const BridgeServer server(&service_, ListenAddress::Parse("tcp:127.0.0.1:0"), std::nullopt, ConnectionLimits::For(2),
                            timeouts);
  Connection vanished(ListenAddress::Parse(server.connectable()));
  vanished.Connect();
  vanished.Say({kPreface, sizeof kPreface - 1});

  EXPECT_TRUE(vanished.IsHungUpOn());
}

}  // namespace
}  // namespace blindvla
