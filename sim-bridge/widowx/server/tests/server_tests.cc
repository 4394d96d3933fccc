// The server and the emulated arm as programs, over a real pseudo-terminal and a real socket, in real time.
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "blindvla/bridge/v1/environment.grpc.pb.h"
#include "blindvla/bridge/v1/safety.grpc.pb.h"
#include "server/tests/child_process.h"
#include "widowx/rig/rig_file.h"

namespace blindvla::widowx::testing {
namespace {

namespace bridge = ::blindvla::bridge::v1;

class ArmServerTest : public ::testing::Test {
 protected:
  ArmServerTest() {
    EXPECT_EQ(emulator_.ReadLine().substr(0, 12), "serial port ");
    Rig rig = StandardRig();
    rig.port = port_;
    rig.motion.ramp_speed = 1;
    // A machine under load is no arm with a fault.
    rig.safety.silence_seconds = 2;
    rig.motion.bus_watchdog = 100;
    rig.safety.max_lag = 3;
    rig.safety.lag_seconds = 5;
    rig.safety.stop_file = stop_file_;
    rig.cameras[0].source = Tell("camera url");
    rig.cameras[0].stale_seconds = 5;
    rig.cameras[0].frozen_seconds = 2;
    std::ofstream(rig_file_) << ToJson(rig);
  }
  ~ArmServerTest() override { std::filesystem::remove_all(folder_); }

  static std::filesystem::path MakeFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "blindvla-widowx-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
    return name;
  }

  std::unique_ptr<ChildProcess> Start(const std::vector<std::string>& options = {}) {
    std::vector<std::string> command = {BLINDVLA_WIDOWX_SERVER, "--rig",    rig_file_,        "--assets",
                                        BLINDVLA_TEST_ASSETS,   "--listen", "unix:" + socket_};
    command.insert(command.end(), options.begin(), options.end());
    return std::make_unique<ChildProcess>(command);
  }

  std::shared_ptr<grpc::Channel> Channel() const {
    return grpc::CreateChannel("unix:" + socket_, grpc::InsecureChannelCredentials());
  }

  std::string Tell(const std::string& line) {
    emulator_.WriteLine(line);
    return emulator_.ReadLine();
  }

  // Of the joints of the emulated arm, by whoever looks at it from beside.
  std::vector<double> Joints() {
    std::istringstream text(Tell("state"));
    std::string word;
    double time, joint;
    text >> word >> time >> word;
    std::vector<double> joints;
    while (text >> joint) joints.push_back(joint);
    return joints;
  }

  const std::filesystem::path folder_ = MakeFolder();
  const std::string port_ = folder_ / "port", rig_file_ = folder_ / "rig.json", socket_ = folder_ / "socket",
                    stop_file_ = folder_ / "stop";
  ChildProcess emulator_{{BLINDVLA_WIDOWX_EMULATOR, "--assets", BLINDVLA_TEST_ASSETS, "--link", port_}};
};

// A client's side of one session.
struct Client {
  explicit Client(const std::shared_ptr<grpc::Channel>& channel)
      : stub(bridge::EnvironmentService::NewStub(channel)), stream(stub->Connect(&context)) {}

  bool Ask(const bridge::ConnectRequest& request, bridge::ConnectResponse* response) {
    return stream->Write(request) && stream->Read(response);
  }
  bool Reset(bridge::ConnectResponse* response) {
    bridge::ConnectRequest request;
    request.mutable_reset();
    return Ask(request, response);
  }
  bool Step(const std::vector<float>& action, bridge::ConnectResponse* response) {
    bridge::ConnectRequest request;
    request.mutable_step()->mutable_action()->Assign(action.begin(), action.end());
    return Ask(request, response);
  }

  grpc::ClientContext context;
  std::unique_ptr<bridge::EnvironmentService::Stub> stub;
  std::unique_ptr<grpc::ClientReaderWriter<bridge::ConnectRequest, bridge::ConnectResponse>> stream;
};

TEST_F(ArmServerTest, Session_FromStartToRest_KeepsTheContract) {
  const std::unique_ptr<ChildProcess> server = Start();
  ASSERT_EQ(server->ReadLine(), "listening on unix:" + socket_);
  const auto channel = Channel();

  bridge::DescribeResponse description;
  {
    grpc::ClientContext context;
    ASSERT_TRUE(bridge::EnvironmentService::NewStub(channel)->Describe(&context, {}, &description).ok());
  }
  EXPECT_EQ(description.name(), "widowx-widowx-250s");
  EXPECT_TRUE(description.capabilities().real_time());
  EXPECT_FALSE(description.capabilities().scene_settable());
  EXPECT_FALSE(description.capabilities().success_observable());
  EXPECT_FALSE(description.capabilities().privileged_state());

  Client client(channel);
  bridge::ConnectResponse response;
  ASSERT_TRUE(client.Step({0, 0, 0, 0, 0, 0, 1}, &response));
  EXPECT_EQ(response.error().code(), bridge::RequestError::CODE_FAILED_PRECONDITION);

  // A person has laid what the scene says; the server looks at none of it.
  bridge::ConnectRequest with_scene;
  with_scene.mutable_reset()->mutable_scene()->set_table("wood");
  ASSERT_TRUE(client.Ask(with_scene, &response));
  ASSERT_EQ(response.reset().observation().state_size(), 14);
  EXPECT_EQ(response.reset().observation().time_seconds(), 0);

  ASSERT_TRUE(client.Step({0.02f, 0, 0, 0, 0, 0, 1}, &response));
  EXPECT_NEAR(response.step().observation().time_seconds(), 0.2, 1e-9);
  EXPECT_FALSE(response.step().has_safety());
  EXPECT_FLOAT_EQ(response.step().applied_action(0), 0.02f);

  ASSERT_TRUE(client.Step({0, 0, 0, 0, 0, 0}, &response));
  EXPECT_EQ(response.error().field(), "action");
  ASSERT_TRUE(client.Step({0, 0, std::nanf(""), 0, 0, 0, 1}, &response));
  EXPECT_EQ(response.error().field(), "action[2]");

  ASSERT_TRUE(client.Step({0.1f, 0, 0, 0, 0, 0, 1}, &response));
  EXPECT_EQ(response.step().safety().rule(), "translation");
  EXPECT_FLOAT_EQ(response.step().applied_action(0), 0);

  client.stream->WritesDone();
  EXPECT_TRUE(client.stream->Finish().ok());
  // As of a terminal that was closed.
  server->Signal(SIGHUP);
  EXPECT_EQ(server->Wait(), 0);
  EXPECT_NE(server->errors().find("NOT SAFETY-RATED"), std::string::npos);
  EXPECT_NEAR(Joints()[1], -1.80, 0.1);
}

TEST_F(ArmServerTest, DryRun_JudgesActions_AndTellsTheServosNothing) {
  const std::vector<double> before = Joints();
  const std::unique_ptr<ChildProcess> server = Start({"--dry-run"});
  ASSERT_EQ(server->ReadLine(), "listening on unix:" + socket_);
  Client client(Channel());
  bridge::ConnectResponse response;
  ASSERT_TRUE(client.Reset(&response));
  EXPECT_NEAR(response.reset().observation().state(1), 0.0399, 0.05) << "it takes the arm for being at the start";
  ASSERT_TRUE(client.Step({0.02f, 0, 0, 0, 0, 0, 1}, &response));
  EXPECT_FLOAT_EQ(response.step().applied_action(0), 0.02f);
  ASSERT_TRUE(client.Step({0.1f, 0, 0, 0, 0, 0, 1}, &response));
  EXPECT_EQ(response.step().safety().rule(), "translation");

  EXPECT_EQ(Tell("watchdogs"), "0 0 0 0 0 0 0 0 0") << "none was armed";
  const std::vector<double> after = Joints();
  // Without torque it sinks a little; on the way to the start it would have gone more than a radian.
  for (int i = 0; i < 7; ++i) EXPECT_NEAR(after[i], before[i], 0.5) << i;
  server->Signal(SIGTERM);
  EXPECT_EQ(server->Wait(), 0);
}

TEST_F(ArmServerTest, Jog_UnderKeys_MovesItsJoint_AndGoesToRest) {
  ChildProcess jog({BLINDVLA_WIDOWX_JOG, "--rig", rig_file_, "--assets", BLINDVLA_TEST_ASSETS, "--joint", "waist"});
  const double before = Joints()[0];
  double furthest = before;
  // The end of a line is no key of it.
  for (int i = 0; i < 100 && furthest < before + 0.1; ++i) {
    jog.WriteLine("+");
    furthest = std::max(furthest, Joints()[0]);
    usleep(50000);
  }
  EXPECT_GE(furthest, before + 0.1);
  jog.WriteLine("q");
  EXPECT_EQ(jog.Wait(), 0);
  EXPECT_NE(jog.errors().find("NOT SAFETY-RATED"), std::string::npos);
  EXPECT_NEAR(Joints()[0], 0, 0.05);
}

TEST_F(ArmServerTest, EmergencyStop_BySignalFileAndRpc_EndsTheCall) {
  const std::unique_ptr<ChildProcess> server = Start();
  ASSERT_EQ(server->ReadLine(), "listening on unix:" + socket_);
  const auto channel = Channel();
  const auto safety = bridge::SafetyService::NewStub(channel);
  const auto end_stop = [&] {
    grpc::Status status;
    bridge::SafetyState state;
    do {
      grpc::ClientContext context;
      status = safety->EndStop(&context, {}, &state);
    } while (status.error_code() == grpc::StatusCode::FAILED_PRECONDITION);
    return status.ok() && !state.stopped();
  };
  const auto expect_stop = [&](const std::function<void()>& stop) {
    Client client(channel);
    bridge::ConnectResponse response;
    ASSERT_TRUE(client.Reset(&response));
    stop();
    while (client.Step({0, 0, 0, 0, 0, 0, 1}, &response)) {
    }
    const grpc::Status status = client.stream->Finish();
    EXPECT_EQ(status.error_code(), grpc::StatusCode::ABORTED);
    EXPECT_NE(status.error_message().find("emergency stop"), std::string::npos) << status.error_message();
  };

  expect_stop([&] { server->Signal(SIGUSR1); });
  ASSERT_TRUE(end_stop());
  expect_stop([&] { std::ofstream(stop_file_) << "stop"; });
  std::filesystem::remove(stop_file_);
  ASSERT_TRUE(end_stop());
  expect_stop([&] {
    grpc::ClientContext context;
    bridge::SafetyState state;
    EXPECT_TRUE(safety->EmergencyStop(&context, {}, &state).ok());
    EXPECT_TRUE(state.stopped());
    EXPECT_EQ(state.stop().rule(), "emergency_stop");
  });

  // An arm that was stopped stays as it is: nothing lets go of it.
  server->Signal(SIGTERM);
  EXPECT_EQ(server->Wait(), 3);
  EXPECT_NE(server->errors().find("held where it was stopped"), std::string::npos);
  // Whoever started it by hand reads it where it was started.
  const std::string& said = server->errors();
  const std::size_t stopped = said.find("stopped: emergency stop; the arm is held where it is");
  ASSERT_NE(stopped, std::string::npos) << said;
  EXPECT_NE(said.find("the stop was ended", stopped), std::string::npos) << said;
}

TEST_F(ArmServerTest, Camera_IsSeenAtTheSizeAskedFor) {
  const std::unique_ptr<ChildProcess> server = Start();
  ASSERT_EQ(server->ReadLine(), "listening on unix:" + socket_);
  const auto channel = Channel();
  bridge::DescribeResponse description;
  {
    grpc::ClientContext context;
    ASSERT_TRUE(bridge::EnvironmentService::NewStub(channel)->Describe(&context, {}, &description).ok());
  }
  ASSERT_EQ(description.cameras_size(), 1);
  EXPECT_EQ(description.cameras(0).name(), "3rd_view_camera");
  EXPECT_EQ(description.cameras(0).max_width(), 640u);

  Client client(channel);
  bridge::ConnectResponse response;
  bridge::ConnectRequest request;
  const auto ask = [&request](const std::string& camera, std::uint32_t width) {
    bridge::CameraRequest* asked = request.mutable_reset()->add_cameras();
    asked->set_name(camera);
    asked->set_width(width);
    asked->set_height(48);
  };
  ask("3rd_view_camra", 64);
  ASSERT_TRUE(client.Ask(request, &response));
  EXPECT_EQ(response.error().field(), "cameras[0].name");
  EXPECT_NE(response.error().message().find("did you mean '3rd_view_camera'"), std::string::npos);
  request.Clear();
  ask("3rd_view_camera", 641);
  ASSERT_TRUE(client.Ask(request, &response));
  EXPECT_EQ(response.error().field(), "cameras[0]");
  EXPECT_NE(response.error().message().find("found 641x48"), std::string::npos);
  request.Clear();
  ask("3rd_view_camera", 64);
  ASSERT_TRUE(client.Ask(request, &response));
  const bridge::Image first = response.reset().observation().images(0);
  EXPECT_EQ(first.data().size(), 64u * 48 * 3);
  EXPECT_GT(first.capture_time_seconds(), 0);
  EXPECT_LT(first.capture_time_seconds(), 5);

  bridge::ConnectRequest step;
  step.mutable_step()->mutable_cameras()->CopyFrom(request.reset().cameras());
  for (const float value : {0, 0, 0, 0, 0, 0, 1}) step.mutable_step()->add_action(value);
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(client.Ask(step, &response));
  const bridge::Observation& observation = response.step().observation();
  EXPECT_NE(observation.images(0).data(), first.data());
  EXPECT_GT(observation.images(0).capture_time_seconds(), first.capture_time_seconds());
}

// A camera that broke is no emergency: the call says so, the arm holds, and goes on once a person has mended it.
TEST_F(ArmServerTest, Camera_ThatBreaks_StopsTheArmAsABreakdown) {
  const std::unique_ptr<ChildProcess> server = Start();
  ASSERT_EQ(server->ReadLine(), "listening on unix:" + socket_);
  const auto channel = Channel();
  const auto safety = bridge::SafetyService::NewStub(channel);
  const struct {
    const char* fault;
    const char* rule;
  } cases[] = {{"freeze", "camera_frozen"},
               {"garbage", "camera_lost"},
               {"close", "camera_lost"},
               {"silence", "camera_"},  // stale, until whoever reads it gives it up
               {"slow 1000", "camera_"}};
  for (const auto& [fault, rule] : cases) {
    Client client(channel);
    bridge::ConnectResponse response;
    ASSERT_TRUE(client.Reset(&response)) << fault;
    ASSERT_EQ(Tell(std::string("camera ") + fault), "ok");
    while (client.Step({0, 0, 0, 0, 0, 0, 1}, &response)) {
    }
    const grpc::Status status = client.stream->Finish();
    EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE) << fault;
    EXPECT_NE(status.error_message().find("cameras[0] of the rig"), std::string::npos) << status.error_message();
    bridge::SafetyState state;
    {
      grpc::ClientContext context;
      ASSERT_TRUE(safety->GetState(&context, {}, &state).ok());
    }
    EXPECT_TRUE(state.stopped());
    EXPECT_EQ(state.stop().rule().substr(0, std::string(rule).size()), rule) << fault;

    // Nothing begins unseen, also when the stop has been ended.
    const auto end_stop = [&] {
      grpc::Status ended;
      do {
        grpc::ClientContext context;
        ended = safety->EndStop(&context, {}, &state);
      } while (ended.error_code() == grpc::StatusCode::FAILED_PRECONDITION);
      ASSERT_TRUE(ended.ok());
    };
    end_stop();
    {
      Client again(channel);
      EXPECT_FALSE(again.Reset(&response)) << fault;
      EXPECT_EQ(again.stream->Finish().error_code(), grpc::StatusCode::UNAVAILABLE) << fault;
    }
    ASSERT_EQ(Tell("camera live"), "ok");
    // Until the camera is back.
    for (bool is_back = false; !is_back;) {
      end_stop();
      Client mended(channel);
      is_back = mended.Reset(&response);
      if (is_back) mended.stream->WritesDone();
      mended.stream->Finish();
    }
  }
}

TEST_F(ArmServerTest, Start_WithoutItsCamera_SaysSo) {
  ASSERT_EQ(Tell("camera close"), "ok");
  const std::unique_ptr<ChildProcess> server = Start();
  EXPECT_EQ(server->Wait(), 2);
  EXPECT_NE(server->errors().find("camera 3rd_view_camera: http://127.0.0.1:"), std::string::npos) << server->errors();
}

TEST_F(ArmServerTest, ServerKilled_ServosStopByThemselves) {
  const std::unique_ptr<ChildProcess> server = Start();
  ASSERT_EQ(server->ReadLine(), "listening on unix:" + socket_);
  Client client(Channel());
  bridge::ConnectResponse response;
  ASSERT_TRUE(client.Reset(&response));
  ASSERT_TRUE(client.Step({0.02f, 0.03f, 0, 0, 0, 0, 1}, &response));
  server->Signal(SIGKILL);
  EXPECT_EQ(server->Wait(), 128 + SIGKILL);
  // Until every bus watchdog has fired.
  std::string watchdogs;
  do watchdogs = Tell("watchdogs");
  while (watchdogs != "255 255 255 255 255 255 255 255 255");
  const std::vector<double> stopped = Joints();
  EXPECT_GT(stopped[1], -0.5);  // not fallen
}

// SIGSTOP: nobody feeds the servos. When the server goes on it finds that they stopped by themselves, and says so.
TEST_F(ArmServerTest, ServerHeldUp_ServosStopByThemselvesAndItIsSaid) {
  const std::unique_ptr<ChildProcess> server = Start();
  ASSERT_EQ(server->ReadLine(), "listening on unix:" + socket_);
  Client client(Channel());
  bridge::ConnectResponse response;
  ASSERT_TRUE(client.Reset(&response));
  server->Signal(SIGSTOP);
  std::string watchdogs;
  do watchdogs = Tell("watchdogs");
  while (watchdogs != "255 255 255 255 255 255 255 255 255");
  server->Signal(SIGCONT);
  while (client.Step({0, 0, 0, 0, 0, 0, 1}, &response)) {
  }
  const grpc::Status status = client.stream->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::ABORTED);
  EXPECT_NE(status.error_message().find("stopped by itself"), std::string::npos) << status.error_message();

  // A person has looked: it goes on without a new server.
  const auto safety = bridge::SafetyService::NewStub(Channel());
  grpc::Status ended;
  do {
    grpc::ClientContext context;
    bridge::SafetyState state;
    ended = safety->EndStop(&context, {}, &state);
  } while (ended.error_code() == grpc::StatusCode::FAILED_PRECONDITION);
  ASSERT_TRUE(ended.ok()) << ended.error_message();
  Client again(Channel());
  ASSERT_TRUE(again.Reset(&response));
  ASSERT_TRUE(again.Step({0.02f, 0, 0, 0, 0, 0, 1}, &response));
  EXPECT_FLOAT_EQ(response.step().applied_action(0), 0.02f);
}

TEST_F(ArmServerTest, JointPositions_AreDeclaredAndDone) {
  Rig rig = ReadRig(rig_file_);
  rig.actions = ActionConvention::kJointPositions;
  std::ofstream(rig_file_) << ToJson(rig);
  const std::unique_ptr<ChildProcess> server = Start();
  ASSERT_EQ(server->ReadLine(), "listening on unix:" + socket_);
  bridge::DescribeResponse description;
  {
    grpc::ClientContext context;
    ASSERT_TRUE(bridge::EnvironmentService::NewStub(Channel())->Describe(&context, {}, &description).ok());
  }
  EXPECT_EQ(description.rig_sha256(), Sha256Of(rig));
  ASSERT_EQ(description.action_size(), 7);
  EXPECT_EQ(description.action(1).name(), "shoulder");
  EXPECT_EQ(description.action(1).convention(), "joint_position");
  EXPECT_LT(description.action(1).minimum(), -1.8);

  Client client(Channel());
  bridge::ConnectResponse response;
  ASSERT_TRUE(client.Reset(&response));
  std::vector<float> action(description.hold_action().begin(), description.hold_action().end());
  action[0] += 0.1f;
  ASSERT_TRUE(client.Step(action, &response));
  EXPECT_FALSE(response.step().has_safety()) << response.step().safety().message();
  EXPECT_FLOAT_EQ(response.step().applied_action(0), action[0]);
  std::vector<float> far = action;
  far[0] += 0.5f;
  ASSERT_TRUE(client.Step(far, &response));
  EXPECT_EQ(response.step().safety().rule(), "translation");
  EXPECT_FLOAT_EQ(response.step().applied_action(0), action[0]) << "it stays where it was told to be";
  far[0] = 4;
  ASSERT_TRUE(client.Step(far, &response));
  EXPECT_EQ(response.error().field(), "action[0]");
  EXPECT_NEAR(Joints()[0], action[0], 0.03);
}

TEST_F(ArmServerTest, Start_WithAProblem_MovesNothing) {
  ASSERT_EQ(Tell("temperature 4 75"), "ok");
  const std::unique_ptr<ChildProcess> server = Start();
  EXPECT_EQ(server->Wait(), 2);
  EXPECT_NE(server->errors().find("this arm is not moved"), std::string::npos);
  EXPECT_NE(server->errors().find("servo 4 (elbow): expected at most 60"), std::string::npos) << server->errors();
}

TEST_F(ArmServerTest, Start_WithAStopFileThatNobodyCouldLeave_MovesNothing) {
  Rig rig = ReadRig(rig_file_);
  rig.safety.stop_file = folder_ / "nowhere" / "stop";
  std::ofstream(rig_file_) << ToJson(rig);
  const std::unique_ptr<ChildProcess> server = Start();
  EXPECT_EQ(server->Wait(), 2);
  EXPECT_NE(server->errors().find("stop_file: there is no folder"), std::string::npos) << server->errors();
}

}  // namespace
}  // namespace blindvla::widowx::testing
