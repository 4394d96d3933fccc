// The program itself: what it prints, how it ends.
#include <google/protobuf/util/json_util.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <thread>

#include "blindvla/bridge/v1/environment.grpc.pb.h"
#include "server/descriptor.h"
#include "server/tests/child_process.h"
#include "server/tests/test_workcell.h"

namespace blindvla {
namespace {

class MainTest : public testing::Test {
 protected:
  std::vector<std::string> Command(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> command = {BLINDVLA_SERVER_BINARY, "--assets", assets_.path().string()};
    command.insert(command.end(), more.begin(), more.end());
    return command;
  }

  std::string SocketAddress() const { return "unix:" + (folder_.path() / "s").string(); }

  TestAssets assets_;
  ScratchFolder folder_;
};

// One line on standard error that names what is wrong.
void ExpectOneLine(const ChildProcess& process, const std::string& expected) {
  EXPECT_EQ(std::count(process.errors().begin(), process.errors().end(), '\n'), 1) << process.errors();
  EXPECT_NE(process.errors().find(expected), std::string::npos) << process.errors();
  EXPECT_EQ(process.output(), "");
}

TEST_F(MainTest, Start_Ready_PrintsTheAddressAndServesUntilSigterm) {
  ChildProcess server(Command({"--listen", "tcp:127.0.0.1:0"}));

  const std::string line = server.ReadLine();
  ASSERT_EQ(line.rfind("listening on tcp:127.0.0.1:", 0), 0u) << line;
  const std::string address = line.substr(std::string("listening on tcp:").size());
  const auto stub =
      bridge::EnvironmentService::NewStub(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  const auto stream = stub->Connect(&context);
  bridge::ConnectResponse response;
  ASSERT_TRUE(stream->Write(TestWorkcell::Reset(1, 64, 48)));
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_TRUE(response.has_reset()) << response.ShortDebugString();

  // A session in progress may finish what it is about.
  server.Signal(SIGTERM);
  ASSERT_TRUE(stream->Write(TestWorkcell::Step(2, {0, 0, 0, 0, 0, 0, 1}, 64, 48)));
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_TRUE(response.has_step());
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(server.Wait(), 0);
  EXPECT_EQ(server.errors(), "");
  EXPECT_EQ(server.output(), line + "\n");
}

TEST_F(MainTest, Start_Supervised_EndsWithItsStandardInput) {
  for (const bool by_flag : {true, false}) {
    auto command = Command({"--listen", SocketAddress()});
    if (by_flag) command.push_back("--die-with-parent");
    ChildProcess server(command, {by_flag ? "BLINDVLA_SUPERVISED=0" : "BLINDVLA_SUPERVISED=1"});
    ASSERT_EQ(server.ReadLine(), "listening on " + SocketAddress());

    server.CloseInput();

    EXPECT_EQ(server.Wait(), 0);
    EXPECT_FALSE(std::filesystem::exists(folder_.path() / "s"));
  }
}

TEST_F(MainTest, Stopped_ParentIsGone_EndsAllTheSame) {
  ChildProcess server(Command({"--listen", SocketAddress(), "--die-with-parent"}));
  ASSERT_EQ(server.ReadLine(), "listening on " + SocketAddress());
  server.Signal(SIGSTOP);
  int status = 0;
  ASSERT_EQ(waitpid(server.pid(), &status, WUNTRACED), server.pid());
  ASSERT_TRUE(WIFSTOPPED(status));

  server.CloseInput();

  EXPECT_EQ(server.Wait(), 0);
}

TEST_F(MainTest, Start_AfterAKilledServer_TakesOverItsSocket) {
  {
    ChildProcess killed(Command({"--listen", SocketAddress()}));
    ASSERT_EQ(killed.ReadLine(), "listening on " + SocketAddress());
    killed.Signal(SIGKILL);
    EXPECT_EQ(killed.Wait(), 128 + SIGKILL);
  }
  ASSERT_TRUE(std::filesystem::exists(folder_.path() / "s"));

  ChildProcess server(Command({"--listen", SocketAddress()}));

  EXPECT_EQ(server.ReadLine(), "listening on " + SocketAddress());
  server.Signal(SIGINT);
  EXPECT_EQ(server.Wait(), 0);
}

TEST_F(MainTest, Start_AddressTaken_Exits2WithOneLine) {
  for (const char* address : {"", "tcp:127.0.0.1:0"}) {
    ChildProcess first(Command({"--listen", *address == '\0' ? SocketAddress() : address}));
    const std::string taken = first.ReadLine().substr(std::string("listening on ").size());

    ChildProcess second(Command({"--listen", taken}));

    EXPECT_EQ(second.Wait(), 2);
    ExpectOneLine(second, *address == '\0' ? "another server listens on" : "is in use; choose another port");
  }
}

TEST_F(MainTest, Start_NoAssets_Exits2WithOneLine) {
  ChildProcess server({BLINDVLA_SERVER_BINARY, "--assets", "/nonexistent", "--listen", SocketAddress()});

  EXPECT_EQ(server.Wait(), 2);
  ExpectOneLine(server, "/nonexistent");
}

TEST_F(MainTest, Start_NoOpenGl_Exits2WithOneLine) {
  ChildProcess server(Command({"--listen", SocketAddress(), "--gl", "egl"}),
                      {"__EGL_VENDOR_LIBRARY_DIRS=/nonexistent"});

  EXPECT_EQ(server.Wait(), 2);
  ExpectOneLine(server, "EGL: no off-screen OpenGL");
}

TEST_F(MainTest, Connections_MoreThanDescriptors_AreShedAndTheServerGoesOn) {
  const std::string command = "ulimit -n 128; exec \"$0\" \"$@\"";
  std::vector<std::string> limited = {"/bin/sh", "-c", command};
  for (const std::string& word : Command({"--max-sessions", "1", "--listen", SocketAddress()})) limited.push_back(word);
  ChildProcess server(limited);
  ASSERT_EQ(server.ReadLine(), "listening on " + SocketAddress());
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  SocketAddress().copy(name.sun_path, sizeof name.sun_path - 1, std::string("unix:").size());

  // Three times as many as it may open, and none of them leaves before the last has been hung up on.
  std::vector<Descriptor> flood;
  for (int i = 0; i < 384; ++i) {
    flood.emplace_back(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    ASSERT_EQ(connect(flood.back().get(), reinterpret_cast<const sockaddr*>(&name), sizeof name), 0);
  }
  pollfd last{flood.back().get(), POLLRDHUP, 0};
  ASSERT_EQ(poll(&last, 1, 60'000), 1);
  flood.clear();

  grpc::ClientContext context;
  context.set_wait_for_ready(true);
  bridge::DescribeResponse description;
  const grpc::Status status =
      bridge::EnvironmentService::NewStub(grpc::CreateChannel(SocketAddress(), grpc::InsecureChannelCredentials()))
          ->Describe(&context, {}, &description);
  EXPECT_TRUE(status.ok()) << status.error_message();
  server.Signal(SIGTERM);
  EXPECT_EQ(server.Wait(), 0);
  EXPECT_EQ(server.errors().rfind("refused 1 connection, the last from process ", 0), 0u) << server.errors();
}

// Bytes of a process in memory.
std::int64_t ResidentBytes(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/statm");
  std::int64_t total = 0, resident = 0;
  file >> total >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

TEST_F(MainTest, Connect_FloodOfSessionsThatAreReset_LeavesNoMemoryBehind) {
  ChildProcess server(Command({"--listen", SocketAddress()}));
  ASSERT_EQ(server.ReadLine(), "listening on " + SocketAddress());
  const auto stub =
      bridge::EnvironmentService::NewStub(grpc::CreateChannel(SocketAddress(), grpc::InsecureChannelCredentials()));
  const auto flood = [&stub](int count) {
    const bridge::ConnectRequest request = TestWorkcell::Reset(1, 64, 48);
    std::vector<std::thread> threads;
    for (int i = 0; i < 16; ++i) {
      threads.emplace_back([&] {
        for (int k = 0; k < count / 16; ++k) {
          grpc::ClientContext context;
          const auto stream = stub->Connect(&context);
          stream->Write(request);
          context.TryCancel();
          stream->Finish();
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  };
  // What it takes to serve as many sessions as it may, once.
  flood(1000);
  const std::int64_t before = ResidentBytes(server.pid());

  flood(4000);

  // The last sessions end a moment after their clients.
  constexpr std::int64_t kMore = 48 << 20;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (ResidentBytes(server.pid()) > before + kMore && std::chrono::steady_clock::now() < deadline)
    std::this_thread::yield();
  EXPECT_LE(ResidentBytes(server.pid()), before + kMore) << before;
  server.Signal(SIGTERM);
  EXPECT_EQ(server.Wait(), 0);
}

TEST_F(MainTest, Start_FewerDescriptorsThanSessionsNeed_Exits2WithOneLine) {
  std::vector<std::string> limited = {"/bin/sh", "-c", "ulimit -n 64; exec \"$0\" \"$@\""};
  for (const std::string& word : Command({"--listen", SocketAddress()})) limited.push_back(word);
  ChildProcess server(limited);

  EXPECT_EQ(server.Wait(), 2);
  ExpectOneLine(server, "raise the limit (ulimit -n) or lower --max-sessions");
}

TEST_F(MainTest, Describe_PrintsJsonAndExits) {
  ChildProcess server(Command({"--describe", "--supersample", "2", "--soft-shadows", "--max-sessions", "3"}));

  EXPECT_EQ(server.Wait(), 0);
  bridge::DescribeResponse description;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(server.output(), &description).ok()) << server.output();
  EXPECT_EQ(description.max_sessions(), 3u);
  EXPECT_NE(description.renderer().find(", supersample 2, soft shadows"), std::string::npos) << description.renderer();
}

TEST_F(MainTest, Describe_EglWithoutDrivers_FallsBackToOsMesa) {
  ChildProcess server(Command({"--describe"}), {"__EGL_VENDOR_LIBRARY_DIRS=/nonexistent"});

  EXPECT_EQ(server.Wait(), 0) << server.errors();
  bridge::DescribeResponse description;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(server.output(), &description).ok()) << server.output();
  EXPECT_EQ(description.renderer().rfind("osmesa ", 0), 0u) << description.renderer();
}

// The picture does not depend on which of the two libraries gave the context.
TEST_F(MainTest, Render_EglAndOsMesa_GiveTheSameBytes) {
  std::string pictures[2];
  for (int i = 0; i < 2; ++i) {
    ChildProcess server(Command({"--listen", SocketAddress(), "--gl", i == 0 ? "egl" : "osmesa"}));
    ASSERT_EQ(server.ReadLine(), "listening on " + SocketAddress());
    const auto stub =
        bridge::EnvironmentService::NewStub(grpc::CreateChannel(SocketAddress(), grpc::InsecureChannelCredentials()));
    grpc::ClientContext context;
    const auto stream = stub->Connect(&context);
    bridge::ConnectResponse response;
    ASSERT_TRUE(stream->Write(TestWorkcell::Reset(1, 224, 224)));
    ASSERT_TRUE(stream->Read(&response));
    pictures[i] = response.reset().observation().images(0).data();
    stream->WritesDone();
    EXPECT_TRUE(stream->Finish().ok());
    server.Signal(SIGTERM);
    EXPECT_EQ(server.Wait(), 0);
  }

  EXPECT_EQ(pictures[0].size(), 224u * 224 * 3);
  EXPECT_EQ(pictures[0], pictures[1]);
}

TEST_F(MainTest, Version_NamesServerAndEngine) {
  ChildProcess server({BLINDVLA_SERVER_BINARY, "--version"});

  EXPECT_EQ(server.Wait(), 0);
  EXPECT_EQ(server.output().rfind("blindvla-mujoco-server ", 0), 0u);
  EXPECT_NE(server.output().find("mujoco "), std::string::npos);
}

TEST_F(MainTest, Help_HasAnExample) {
  ChildProcess server({BLINDVLA_SERVER_BINARY, "--help"});

  EXPECT_EQ(server.Wait(), 0);
  EXPECT_NE(server.output().find("Example: "), std::string::npos);
}

}  // namespace
}  // namespace blindvla
