#include "server/bridge_server.h"
#include "server/start_error.h"

#include <fcntl.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <fstream>
#include <thread>

#include "grpc/health/v1/health.grpc.pb.h"
#include "server/tabletop.h"
#include "server/tests/test_workcell.h"

namespace blindvla {
namespace {

using namespace std::chrono_literals;

constexpr char kToken[] = "0123456789abcdef0123456789abcdef";
constexpr std::chrono::hours kIdleTimeout(1);

class BridgeServerTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { workcell_ = std::make_unique<TestWorkcell>(); }
  static void TearDownTestSuite() { workcell_ = nullptr; }

  ListenAddress SocketAddress() const { return ListenAddress::Parse("unix:" + (folder_.path() / "s").string()); }

  static std::unique_ptr<grpc::ClientContext> Context() {
    auto context = std::make_unique<grpc::ClientContext>();
    context->set_deadline(std::chrono::system_clock::now() + 60s);
    return context;
  }

  static std::string ErrorOf(EnvironmentService* service, const ListenAddress& address) {
    try {
      const BridgeServer server(service, address, std::nullopt);
    } catch (const StartError& error) {
      return error.what();
    }
    return "no error";
  }

  static std::unique_ptr<TestWorkcell> workcell_;
  ScratchFolder folder_;
  EnvironmentService service_{ServeTabletop(workcell_->get(), 2, kIdleTimeout)};
};

std::unique_ptr<TestWorkcell> BridgeServerTest::workcell_;

// A client's side of one session.
struct Client {
  explicit Client(const std::shared_ptr<grpc::Channel>& channel)
      : stub(bridge::EnvironmentService::NewStub(channel)), stream(stub->Connect(&context)) {}

  bridge::ConnectResponse Ask(const bridge::ConnectRequest& request) {
    bridge::ConnectResponse response;
    if (!stream->Write(request) || !stream->Read(&response))
      ADD_FAILURE() << "the call ended: " << stream->Finish().error_message();
    return response;
  }

  grpc::Status Leave() {
    stream->WritesDone();
    return stream->Finish();
  }

  grpc::ClientContext context;
  std::unique_ptr<bridge::EnvironmentService::Stub> stub;
  std::unique_ptr<grpc::ClientReaderWriter<bridge::ConnectRequest, bridge::ConnectResponse>> stream;
};

TEST_F(BridgeServerTest, Describe_IsStableAndComplete) {
  BridgeServer server(&service_, SocketAddress(), std::nullopt);
  const auto stub = bridge::EnvironmentService::NewStub(server.InProcessChannel());
  bridge::DescribeResponse first, second;

  ASSERT_TRUE(stub->Describe(Context().get(), {}, &first).ok());
  ASSERT_TRUE(stub->Describe(Context().get(), {}, &second).ok());

  EXPECT_EQ(first.SerializeAsString(), second.SerializeAsString());
  EXPECT_EQ(first.name(), "widowx-tabletop");
  EXPECT_EQ(first.physics_version().rfind("mujoco ", 0), 0u);
  EXPECT_EQ(first.renderer().rfind("egl ", 0), 0u);
  EXPECT_EQ(first.control_period_seconds(), 0.2);
  EXPECT_TRUE(first.capabilities().scene_settable());
  EXPECT_FALSE(first.capabilities().real_time());
  EXPECT_EQ(first.action_size(), 3);
  EXPECT_EQ(first.cameras(0).max_width(), 1280u);
  EXPECT_EQ(first.assets_sha256().size(), 64u);
  EXPECT_EQ(first.objects(0), "beacon");
  EXPECT_EQ(first.tables(0), "blue");
  EXPECT_EQ(first.max_sessions(), 2u);
  EXPECT_EQ(first.draws_one_at_a_time(), first.renderer().find("llvmpipe") != std::string::npos);
}

TEST_F(BridgeServerTest, Connect_TwoSessions_DoNotInterfere) {
  BridgeServer server(&service_, SocketAddress(), std::nullopt);
  const auto channel = server.InProcessChannel();
  const auto run = [&channel](int episodes) {
    std::string trajectory;
    Client client(channel);
    for (int episode = 0; episode < episodes; ++episode) {
      trajectory = client.Ask(TestWorkcell::Reset(1, 64, 48)).reset().SerializeAsString();
      for (int step = 0; step < 5; ++step) {
        bridge::ConnectResponse response = client.Ask(TestWorkcell::Step(2, {0.02f, 0, -0.01f, 0, 0, 0, -1}, 64, 48));
        response.mutable_step()->clear_timing();
        trajectory += response.step().SerializeAsString();
      }
    }
    EXPECT_TRUE(client.Leave().ok());
    return trajectory;
  };
  const std::string alone = run(1);

  std::string together[2];
  std::thread threads[2];
  for (int i = 0; i < 2; ++i) threads[i] = std::thread([&, i] { together[i] = run(2 + i); });
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(together[0], alone);
  EXPECT_EQ(together[1], alone);
}

TEST_F(BridgeServerTest, Connect_MoreSessionsThanAllowed_IsResourceExhausted) {
  BridgeServer server(&service_, SocketAddress(), std::nullopt);
  const auto channel = server.InProcessChannel();
  Client first(channel), second(channel);
  first.Ask(TestWorkcell::Reset(1));
  second.Ask(TestWorkcell::Reset(1));

  Client third(channel);
  const grpc::Status status = third.Leave();

  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_NE(status.error_message().find("all 2 sessions"), std::string::npos) << status.error_message();
  EXPECT_TRUE(first.Leave().ok());
  Client fourth(channel);
  EXPECT_TRUE(fourth.Ask(TestWorkcell::Reset(1)).has_reset());
}

// While it exists no thread can be had: none has room for its stack.
class NoThreads {
 public:
  NoThreads() {
    pthread_getattr_default_np(&before_);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, std::size_t{1} << 46);
    pthread_setattr_default_np(&attributes);
    pthread_attr_destroy(&attributes);
  }
  ~NoThreads() { pthread_setattr_default_np(&before_); }

 private:
  pthread_attr_t before_;
};

TEST_F(BridgeServerTest, Connect_NoThreadToBeHad_IsResourceExhaustedAndTheServerGoesOn) {
  BridgeServer server(&service_, SocketAddress(), std::nullopt);
  const auto channel = server.InProcessChannel();
  Client first(channel);
  first.Ask(TestWorkcell::Reset(1));
  {
    const NoThreads none;

    const grpc::Status status = Client(channel).Leave();

    EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
    EXPECT_NE(status.error_message().find("no thread"), std::string::npos) << status.error_message();
  }
  EXPECT_TRUE(first.Ask(TestWorkcell::Reset(2)).has_reset());
  Client second(channel);
  EXPECT_TRUE(second.Ask(TestWorkcell::Reset(1)).has_reset());
}

TEST_F(BridgeServerTest, Connect_MoreSessionsThanAllowed_TakesNoThread) {
  BridgeServer server(&service_, SocketAddress(), std::nullopt);
  const auto channel = server.InProcessChannel();
  Client first(channel), second(channel);
  first.Ask(TestWorkcell::Reset(1));
  second.Ask(TestWorkcell::Reset(1));
  const NoThreads none;

  std::vector<std::unique_ptr<Client>> others;
  for (int i = 0; i < 10; ++i) others.push_back(std::make_unique<Client>(channel));

  for (const auto& other : others) EXPECT_NE(other->Leave().error_message().find("all 2 sessions"), std::string::npos);
}

TEST_F(BridgeServerTest, Connect_SilentForTooLong_IsEndedAndFreesTheSession) {
  EnvironmentService impatient = ServeTabletop(workcell_->get(), 2, 50ms);
  BridgeServer server(&impatient, SocketAddress(), std::nullopt);
  const auto channel = grpc::CreateChannel(server.connectable(), grpc::InsecureChannelCredentials());
  Client mute(channel), slow(channel);
  bridge::ConnectResponse response;
  slow.stream->Write(TestWorkcell::Reset(1));

  EXPECT_FALSE(mute.stream->Read(&response));
  while (slow.stream->Read(&response)) {
  }

  for (Client* client : {&mute, &slow}) {
    const grpc::Status status = client->stream->Finish();
    EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
    EXPECT_NE(status.error_message().find("nothing came from the client"), std::string::npos) << status.error_message();
  }
  EXPECT_EQ(impatient.sessions(), 0);
}

TEST_F(BridgeServerTest, Connect_MessageThatIsNone_EndsTheCallAsInvalidArgument) {
  BridgeServer server(&service_, SocketAddress(), std::nullopt);
  grpc::GenericStub stub(server.InProcessChannel());
  // Before the first request, and after one that was answered.
  for (const bool later : {false, true}) {
    grpc::ClientContext context;
    grpc::CompletionQueue queue;
    const auto wait = [&queue] {
      void* tag;
      bool ok = false;
      queue.Next(&tag, &ok);
      return ok;
    };
    const auto stream = stub.PrepareCall(&context, "/blindvla.bridge.v1.EnvironmentService/Connect", &queue);
    stream->StartCall(nullptr);
    EXPECT_TRUE(wait());
    const auto write = [&](const std::string& bytes) {
      const grpc::Slice slice(bytes);
      stream->Write(grpc::ByteBuffer(&slice, 1), nullptr);
      return wait();
    };
    grpc::ByteBuffer answer;
    if (later) {
      EXPECT_TRUE(write(TestWorkcell::Reset(1).SerializeAsString()));
      stream->Read(&answer, nullptr);
      EXPECT_TRUE(wait());
    }

    write("\xff\xff\xff");
    stream->Read(&answer, nullptr);
    EXPECT_FALSE(wait());
    grpc::Status status;
    stream->Finish(&status, nullptr);
    wait();

    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_NE(status.error_message().find("a message is no blindvla.bridge.v1.ConnectRequest"), std::string::npos)
        << status.error_message();
    EXPECT_EQ(service_.sessions(), 0);
  }
}

TEST_F(BridgeServerTest, Connect_ClientVanishes_FreesTheSession) {
  BridgeServer server(&service_, SocketAddress(), std::nullopt);
  const auto channel = server.InProcessChannel();
  for (int i = 0; i < 5; ++i) {
    Client client(channel);
    client.Ask(TestWorkcell::Reset(1));
    client.context.TryCancel();
    client.stream->Finish();

    const auto deadline = std::chrono::steady_clock::now() + 30s;
    while (service_.sessions() > 0 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
    ASSERT_EQ(service_.sessions(), 0);
  }
}

TEST_F(BridgeServerTest, Connect_RefusedRequest_LeavesTheStreamOpen) {
  BridgeServer server(&service_, SocketAddress(), std::nullopt);
  Client client(server.InProcessChannel());

  EXPECT_EQ(client.Ask(TestWorkcell::Step(8, {0})).error().code(), bridge::RequestError::CODE_FAILED_PRECONDITION);
  EXPECT_TRUE(client.Ask(TestWorkcell::Reset(9)).has_reset());
  EXPECT_EQ(client.Ask(TestWorkcell::Step(10, {0})).request_id(), 10u);
}

TEST_F(BridgeServerTest, Connect_EngineFault_EndsTheCallAsInternalWithTheEnginesText) {
  TestAssets assets;
  Workcell workcell = workcell_->get();
  workcell.assets = std::make_shared<const AssetLibrary>(assets.path());
  workcell.compiler = std::make_shared<SceneCompiler>(workcell.assets);
  std::ofstream(assets.path() / "tables" / "blue.png") << "not a picture";
  EnvironmentService service = ServeTabletop(workcell, 1, kIdleTimeout);
  BridgeServer server(&service, SocketAddress(), std::nullopt);
  Client client(server.InProcessChannel());

  bridge::ConnectResponse response;
  client.stream->Write(TestWorkcell::Reset(1, 64, 48));
  EXPECT_FALSE(client.stream->Read(&response));
  const grpc::Status status = client.stream->Finish();

  EXPECT_EQ(status.error_code(), grpc::StatusCode::INTERNAL);
  EXPECT_NE(status.error_message().find("blue.png"), std::string::npos) << status.error_message();
  EXPECT_EQ(service.sessions(), 0);
}

TEST_F(BridgeServerTest, Connect_LargestImage_FitsTheMessageLimit) {
  BridgeServer server(&service_, SocketAddress(), std::nullopt);
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(16 << 20);
  Client client(grpc::CreateCustomChannel(server.connectable(), grpc::InsecureChannelCredentials(), arguments));
  bridge::ConnectRequest request = TestWorkcell::Reset(1, 1280, 960);
  for (int i = 0; i < 3; ++i) *request.mutable_reset()->add_cameras() = request.reset().cameras(0);

  EXPECT_EQ(client.Ask(request).reset().observation().images_size(), 4);
}

TEST_F(BridgeServerTest, Connect_WithMemoryOfTheClient_LeavesPicturesThereOverAUnixSocketOnly) {
  BridgeServer server(&service_, SocketAddress(), std::nullopt);
  const int memory = memfd_create("pictures", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  constexpr int kBytes = 64 * 48 * 3;
  ASSERT_EQ(ftruncate(memory, kBytes), 0);
  ASSERT_EQ(fcntl(memory, F_ADD_SEALS, F_SEAL_SHRINK), 0);
  bridge::ConnectRequest request = TestWorkcell::Reset(1, 64, 48);
  request.mutable_pictures()->set_path("/proc/" + std::to_string(getpid()) + "/fd/" + std::to_string(memory));
  request.mutable_pictures()->set_bytes(kBytes);

  Client near(grpc::CreateChannel(server.connectable(), grpc::InsecureChannelCredentials()));
  const bridge::Image left = near.Ask(request).reset().observation().images(0);
  std::string picture(kBytes, '\0');
  ASSERT_EQ(pread(memory, picture.data(), kBytes, 0), kBytes);
  close(memory);
  Client elsewhere(server.InProcessChannel());
  const bridge::Image sent = elsewhere.Ask(request).reset().observation().images(0);

  EXPECT_TRUE(left.has_memory_offset());
  EXPECT_TRUE(left.data().empty());
  EXPECT_FALSE(sent.has_memory_offset());
  EXPECT_EQ(sent.data(), picture);
}

grpc::Status CheckHealth(const std::shared_ptr<grpc::Channel>& channel, const std::string& service,
                         grpc::health::v1::HealthCheckResponse* response) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + 60s);
  grpc::health::v1::HealthCheckRequest request;
  request.set_service(service);
  return grpc::health::v1::Health::NewStub(channel)->Check(&context, request, response);
}

TEST_F(BridgeServerTest, Health_IsServing) {
  BridgeServer server(&service_, SocketAddress(), std::nullopt);
  for (const std::string name : {"", "blindvla.bridge.v1.EnvironmentService"}) {
    grpc::health::v1::HealthCheckResponse response;

    const grpc::Status status = CheckHealth(server.InProcessChannel(), name, &response);

    ASSERT_TRUE(status.ok()) << status.error_message();
    EXPECT_EQ(response.status(), grpc::health::v1::HealthCheckResponse::SERVING);
  }
}

TEST_F(BridgeServerTest, Health_OfAnUnknownService_IsNotFound) {
  BridgeServer server(&service_, SocketAddress(), std::nullopt);
  grpc::health::v1::HealthCheckResponse response;

  EXPECT_EQ(CheckHealth(server.InProcessChannel(), "no.such.Service", &response).error_code(),
            grpc::StatusCode::NOT_FOUND);
}

TEST_F(BridgeServerTest, Health_WhileDraining_IsNotServing) {
  BridgeServer server(&service_, SocketAddress(), std::nullopt);
  Client client(server.InProcessChannel());
  client.Ask(TestWorkcell::Reset(1));
  std::thread stop([&] { server.Stop(60s); });
  grpc::health::v1::HealthCheckResponse response;

  while (!service_.is_draining()) std::this_thread::yield();
  EXPECT_TRUE(CheckHealth(server.InProcessChannel(), "", &response).ok());

  EXPECT_EQ(response.status(), grpc::health::v1::HealthCheckResponse::NOT_SERVING);
  client.Leave();
  stop.join();
}

TEST_F(BridgeServerTest, Describe_WhileASessionRuns_IsAnswered) {
  BridgeServer server(&service_, SocketAddress(), std::nullopt);
  Client client(server.InProcessChannel());
  client.Ask(TestWorkcell::Reset(1));
  bridge::DescribeResponse response;

  const grpc::Status status =
      bridge::EnvironmentService::NewStub(server.InProcessChannel())->Describe(Context().get(), {}, &response);

  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response.name(), "widowx-tabletop");
}

TEST_F(BridgeServerTest, Listen_Tcp_NamesThePortThatWasBound) {
  BridgeServer server(&service_, ListenAddress::Parse("tcp:127.0.0.1:0"), std::nullopt);

  ASSERT_EQ(server.connectable().rfind("tcp:127.0.0.1:", 0), 0u);
  EXPECT_NE(server.connectable(), "tcp:127.0.0.1:0");
  const auto channel = grpc::CreateChannel(server.connectable().substr(4), grpc::InsecureChannelCredentials());
  bridge::DescribeResponse response;
  EXPECT_TRUE(bridge::EnvironmentService::NewStub(channel)->Describe(Context().get(), {}, &response).ok());
}

TEST_F(BridgeServerTest, Listen_PortInUse_SaysSo) {
  BridgeServer server(&service_, ListenAddress::Parse("tcp:127.0.0.1:0"), std::nullopt);

  const std::string error = ErrorOf(&service_, ListenAddress::Parse(server.connectable()));

  EXPECT_NE(error.find("is in use; choose another port"), std::string::npos) << error;
}

TEST_F(BridgeServerTest, Listen_SocketOfALivingServer_IsRefusedAndLeftAlone) {
  BridgeServer server(&service_, SocketAddress(), std::nullopt);

  const std::string error = ErrorOf(&service_, SocketAddress());

  EXPECT_NE(error.find("another server listens on"), std::string::npos) << error;
  const auto channel = grpc::CreateChannel(server.connectable(), grpc::InsecureChannelCredentials());
  bridge::DescribeResponse response;
  EXPECT_TRUE(bridge::EnvironmentService::NewStub(channel)->Describe(Context().get(), {}, &response).ok());
}

TEST_F(BridgeServerTest, Listen_SocketOfADeadServer_IsReplaced) {
  const ListenAddress address = SocketAddress();
  sockaddr_un stale{};
  stale.sun_family = AF_UNIX;
  std::strcpy(stale.sun_path, address.socket().c_str());
  const int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);
  ASSERT_EQ(bind(descriptor, reinterpret_cast<sockaddr*>(&stale), sizeof stale), 0);
  close(descriptor);
  ASSERT_TRUE(std::filesystem::exists(address.socket()));

  BridgeServer server(&service_, address, std::nullopt);

  const auto channel = grpc::CreateChannel(server.connectable(), grpc::InsecureChannelCredentials());
  bridge::DescribeResponse response;
  EXPECT_TRUE(bridge::EnvironmentService::NewStub(channel)->Describe(Context().get(), {}, &response).ok());
}

TEST_F(BridgeServerTest, Listen_PathOfAFile_IsRefusedAndTheFileKept) {
  std::ofstream(SocketAddress().socket()) << "precious";

  EXPECT_NE(ErrorOf(&service_, SocketAddress()).find("is not a socket"), std::string::npos);
  EXPECT_EQ(std::filesystem::file_size(SocketAddress().socket()), 8u);
}

TEST_F(BridgeServerTest, Listen_UnusableSocketPaths_SayWhatToDo) {
  EXPECT_NE(ErrorOf(&service_, ListenAddress::Parse("unix:/nonexistent/s")).find("does not exist; make it"),
            std::string::npos);
  EXPECT_NE(
      ErrorOf(&service_, ListenAddress::Parse("unix:/tmp/" + std::string(120, 'x'))).find("choose a shorter folder"),
      std::string::npos);
}

TEST_F(BridgeServerTest, Listen_UnixSocket_IsForThisUserOnlyAndGoneAfterwards) {
  {
    const BridgeServer server(&service_, SocketAddress(), std::nullopt);
    struct stat found {};
    ASSERT_EQ(stat(SocketAddress().socket().c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0077, 0u);
  }
  EXPECT_FALSE(std::filesystem::exists(SocketAddress().socket()));
}

TEST_F(BridgeServerTest, Listen_OtherMachinesWithoutCredentials_IsRefused) {
  EXPECT_NE(ErrorOf(&service_, ListenAddress::Parse("tcp:0.0.0.0:0")).find("TLS and a token"), std::string::npos);
}

TEST_F(BridgeServerTest, Stop_OpenSession_IsCutOffAfterTheGrace) {
  BridgeServer server(&service_, SocketAddress(), std::nullopt);
  Client client(server.InProcessChannel());
  client.Ask(TestWorkcell::Reset(1));

  server.Stop(100ms);

  bridge::ConnectResponse response;
  EXPECT_FALSE(client.stream->Read(&response));
  EXPECT_FALSE(client.stream->Finish().ok());
  EXPECT_EQ(service_.sessions(), 0);
}

TEST_F(BridgeServerTest, Stop_Draining_RefusesNewSessionsAndLetsTheOthersFinish) {
  BridgeServer server(&service_, SocketAddress(), std::nullopt);
  // A socket: the in-process transport does not wait for calls that are about to end.
  const auto channel = grpc::CreateChannel(server.connectable(), grpc::InsecureChannelCredentials());
  Client running(channel);
  running.Ask(TestWorkcell::Reset(1));
  std::thread stopping([&server] { server.Stop(60s); });

  // The refusal is what shows that the draining has begun.
  grpc::Status refusal;
  while (refusal.ok()) refusal = Client(channel).Leave();
  EXPECT_EQ(refusal.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(refusal.error_message(), "this server is stopping");
  EXPECT_TRUE(running.Ask(TestWorkcell::Step(2, {0, 0, 0, 0, 0, 0, 1})).has_step());
  const grpc::Status end = running.Leave();
  EXPECT_TRUE(end.ok()) << end.error_code() << ' ' << end.error_message();
  stopping.join();
}

class SecureServerTest : public BridgeServerTest {
 protected:
  SecureServerTest() {
    const std::string command =
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost "
        "-keyout " +
        access_.key.string() + " -out " + access_.certificate.string() + " 2>/dev/null";
    if (std::system(command.c_str()) != 0) throw std::runtime_error("openssl cannot make a certificate");
    std::ofstream(access_.token) << kToken << "\n";
  }

  // What Describe answers to a client that trusts the certificate and sends `authorization` when not empty.
  grpc::Status Describe(const BridgeServer& server, const std::string& authorization) {
    std::ifstream file(access_.certificate);
    grpc::SslCredentialsOptions options;
    options.pem_root_certs.assign(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    const std::string target = server.connectable().substr(std::strlen("https://"));
    const auto channel = grpc::CreateChannel(target, grpc::SslCredentials(options));
    const auto context = Context();
    if (!authorization.empty()) context->AddMetadata("authorization", authorization);
    bridge::DescribeResponse response;
    return bridge::EnvironmentService::NewStub(channel)->Describe(context.get(), {}, &response);
  }

  RemoteAccess access_{folder_.path() / "cert.pem", folder_.path() / "key.pem", folder_.path() / "token"};
};

TEST_F(SecureServerTest, Describe_WithTheToken_IsAnswered) {
  const BridgeServer server(&service_, ListenAddress::Parse("tcp:localhost:0"), access_);

  ASSERT_EQ(server.connectable().rfind("https://localhost:", 0), 0u) << server.connectable();
  const grpc::Status status = Describe(server, std::string("Bearer ") + kToken);
  EXPECT_TRUE(status.ok()) << status.error_message();
}

TEST_F(SecureServerTest, Describe_WithTheLongestToken_IsAnswered) {
  const std::string longest(4096, 't');
  std::ofstream(access_.token) << longest << "\nwhat follows its line is not read\n";
  const BridgeServer server(&service_, ListenAddress::Parse("tcp:localhost:0"), access_);

  const grpc::Status status = Describe(server, "Bearer " + longest);
  EXPECT_TRUE(status.ok()) << status.error_message();
}

TEST_F(SecureServerTest, Describe_WithoutTheToken_IsUnauthenticated) {
  const BridgeServer server(&service_, ListenAddress::Parse("tcp:localhost:0"), access_);
  const std::string right = std::string("Bearer ") + kToken;

  for (const std::string& wrong : {std::string(), std::string("Bearer "), std::string(kToken), right + "0",
                                   right.substr(0, right.size() - 1), "Bearer f" + right.substr(8)}) {
    EXPECT_EQ(Describe(server, wrong).error_code(), grpc::StatusCode::UNAUTHENTICATED) << wrong;
  }
}

TEST_F(SecureServerTest, Connect_WithoutTheToken_IsUnauthenticatedAndTakesNoSession) {
  const BridgeServer server(&service_, ListenAddress::Parse("tcp:localhost:0"), access_);
  std::ifstream file(access_.certificate);
  grpc::SslCredentialsOptions options;
  options.pem_root_certs.assign(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  Client client(
      grpc::CreateChannel(server.connectable().substr(std::strlen("https://")), grpc::SslCredentials(options)));

  EXPECT_EQ(client.Leave().error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(service_.sessions(), 0);
}

TEST_F(SecureServerTest, Describe_InPlainText_IsRefused) {
  const BridgeServer server(&service_, ListenAddress::Parse("tcp:localhost:0"), access_);
  const auto channel =
      grpc::CreateChannel(server.connectable().substr(std::strlen("https://")), grpc::InsecureChannelCredentials());
  bridge::DescribeResponse response;

  EXPECT_FALSE(bridge::EnvironmentService::NewStub(channel)->Describe(Context().get(), {}, &response).ok());
}

TEST_F(SecureServerTest, Listen_BadCredentials_SaysWhichFile) {
  const auto error_of = [this](const RemoteAccess& access) -> std::string {
    try {
      const BridgeServer server(&service_, ListenAddress::Parse("tcp:localhost:0"), access);
    } catch (const StartError& error) {
      return error.what();
    }
    return "no error";
  };
  RemoteAccess others_key = access_;
  others_key.key = folder_.path() / "other.pem";
  ASSERT_EQ(std::system(("openssl genrsa -out " + others_key.key.string() + " 2048 2>/dev/null").c_str()), 0);
  EXPECT_NE(error_of(others_key).find("is not that of the certificate"), std::string::npos) << error_of(others_key);

  RemoteAccess absent = access_;
  absent.certificate = "/nonexistent.pem";
  EXPECT_NE(error_of(absent).find("TLS certificate /nonexistent.pem"), std::string::npos);

  std::ofstream(access_.token) << "short";
  EXPECT_NE(error_of(access_).find("at least 16"), std::string::npos);
  std::ofstream(access_.token) << std::string(4097, 't');
  EXPECT_NE(error_of(access_).find("longer than 4096 characters"), std::string::npos) << error_of(access_);
  RemoteAccess endless = access_;
  endless.token = "/dev/zero";
  EXPECT_NE(error_of(endless).find("longer than 4096 characters"), std::string::npos) << error_of(endless);
  endless = access_;
  endless.certificate = "/dev/zero";
  EXPECT_NE(error_of(endless).find("longer than 1048576 bytes"), std::string::npos) << error_of(endless);

  std::ofstream(access_.token) << kToken;
  std::ofstream(access_.certificate) << "no certificate";
  EXPECT_NE(error_of(access_).find("no certificate in PEM format"), std::string::npos) << error_of(access_);
}

}  // namespace
}  // namespace blindvla
