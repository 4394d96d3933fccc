#include "widowx/safety/arm_control.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <random>

#include "control/robot_model.h"
#include "simulation/scene_compiler.h"
#include "widowx/emulator/emulated_arm.h"
#include "widowx/emulator/scene_file.h"
#include "widowx/emulator/tests/arm_port.h"
#include "widowx/safety/tests/allocations.h"

namespace blindvla::widowx::testing {
namespace {

using namespace dynamixel;
using Phase = ArmControl::Phase;
using Action = ArmControl::Action;

constexpr double kNow = 0;  // the age of an action that comes from the newest observation

std::shared_ptr<SceneCompiler> Compiler() {
  static const auto compiler =
      std::make_shared<SceneCompiler>(std::make_shared<const AssetLibrary>(BLINDVLA_TEST_ASSETS));
  return compiler;
}

std::shared_ptr<const mjModel> Robot() {
  static const std::shared_ptr<const mjModel> robot = LoadRobot(BLINDVLA_TEST_ASSETS "/robot/wx250s.xml");
  return robot;
}

Rig RigOfTest() {
  Rig rig = StandardRig();
  rig.safety.stop_file =
      std::filesystem::temp_directory_path() / ("blindvla-widowx-" + std::to_string(getpid()) + "-stop");
  return rig;
}

// An emulated arm and what controls it, in one thread and with a clock that only waiting moves on.
class ArmControlTest : public ::testing::Test {
 protected:
  ArmControlTest() {
    std::filesystem::remove(rig_.safety.stop_file);
    servos_.Energize();
    EXPECT_TRUE(servos_.Read());
    control_.emplace(rig_, Robot(), &servos_, &watch_);
  }
  ~ArmControlTest() override { std::filesystem::remove(rig_.safety.stop_file); }

  // Turns for so long, with the client heard in each: the first one at once, for what waits.
  void Run(double seconds, bool is_client_there = true) {
    const auto end =
        port_.Now() + std::chrono::duration_cast<ArmControl::Clock::duration>(std::chrono::duration<double>(seconds));
    do {
      if (is_client_there) control_->Beat();
      if (is_camera_sending_) watch_.Saw(0, port_.Now(), is_camera_moving_);
      control_->Turn();
      port_.Wait(std::min(control_->next_turn(), end));
    } while (port_.Now() < end);
  }

  void BeginEpisode() {
    control_->Ramp(ArmControl::Place::kStart);
    for (int i = 0; i < 100 && phase() != Phase::kEpisode; ++i) Run(0.2);
    ASSERT_EQ(phase(), Phase::kEpisode);
    Run(2);  // and has come to rest
  }

  // One action for its whole period.
  ArmControl::Status Step(const Action& action, double age = kNow) {
    control_->Step(action, age);
    Run(rig_.motion.control_period);
    return control_->status();
  }

  Phase phase() const { return control_->status().phase; }

  // What a person's wish comes to.
  Phase AskToEndStop() {
    const std::uint64_t decided = control_->AskToEndStop();
    while (control_->status().turns < decided) Run(0.02);
    return phase();
  }
  double joint(int index) const { return arm_.JointAngles()[index]; }

  // The rule that stops the arm within one control period from now, and that it then stays where it is.
  void ExpectStop(Rule rule, bool is_client_there = true) {
    const auto begun = port_.Now();
    while (phase() != Phase::kStopped && port_.Now() < begun + std::chrono::seconds(8)) Run(0.02, is_client_there);
    const ArmControl::Status status = control_->status();
    ASSERT_EQ(status.phase, Phase::kStopped) << Name(rule);
    EXPECT_STREQ(Name(status.stop.rule), Name(rule)) << Describe(status.stop);
    EXPECT_GE(status.counts[static_cast<int>(rule)], 1u);
    stop_seconds_ = std::chrono::duration<double>(status.stopped_at - begun).count();
  }

  const Rig rig_ = RigOfTest();
  EmulatedArm arm_{rig_, Compiler(), StandardScene(Compiler()->assets())};
  ArmPort port_{&arm_};
  Bus bus_{&port_, {std::chrono::milliseconds(5), 1}};
  ArmServos servos_{rig_, &bus_};
  CameraWatch watch_{rig_.cameras};
  bool is_camera_sending_ = true, is_camera_moving_ = true;
  std::optional<ArmControl> control_;
  double stop_seconds_ = 0;
};

TEST_F(ArmControlTest, Jog_MovesOneJointWhileItIsAskedTo_AndNoFurtherThanItsLimit) {
  Run(0.1);
  const std::array<double, kRigJoints> before = control_->status().positions;
  const auto began = port_.Now();
  // As a key is repeated; more often than there are turns makes nothing faster.
  for (int i = 0; i < 20; ++i) {
    control_->Jog(5, -0.1, 0.15);
    Run(0.025);
    control_->Jog(5, -0.1, 0.15);
    Run(0.025);
  }
  const double let_go = control_->status().positions[5];
  const double seconds = std::chrono::duration<double>(port_.Now() - began).count();
  EXPECT_NEAR(let_go, before[5] - 0.1 * seconds, 0.03);
  Run(1);
  EXPECT_EQ(phase(), Phase::kHolding);
  const double stands = control_->status().positions[5];
  EXPECT_NEAR(stands, let_go, 0.05) << "it stands 0.15 s after the key was let go";
  for (int i = 0; i < 5; ++i) EXPECT_NEAR(control_->status().positions[i], before[i], 0.02) << i;

  const double limit = rig_.joints[5].ToRadians(rig_.joints[5].max_position) - rig_.safety.joint_margin;
  for (int i = 0; i < 100; ++i) {
    control_->Jog(5, 0.4, 0.15);
    Run(0.1);
  }
  EXPECT_LE(control_->status().positions[5], limit + 0.02);
}

TEST_F(ArmControlTest, Energize_HoldsTheArmWhereItIs) {
  const std::array<double, kRigJoints> before = arm_.JointAngles();
  Run(2);
  for (int i = 0; i < kRigJoints; ++i) EXPECT_NEAR(arm_.JointAngles()[i], before[i], 0.01);
  for (Servo& servo : arm_.chain().servos()) {
    EXPECT_TRUE(servo.has_torque());
    EXPECT_EQ(servo.Get(kBusWatchdog), rig_.motion.bus_watchdog);
  }
}

TEST_F(ArmControlTest, Ramp_ToStart_IsSlowAndArrives) {
  control_->Ramp(ArmControl::Place::kStart);
  std::array<double, kRigJoints> before = arm_.JointAngles();
  double fastest = 0;
  while (phase() != Phase::kEpisode) {
    Run(0.1);
    for (int i = 0; i < kArmJoints; ++i) fastest = std::max(fastest, std::abs(joint(i) - before[i]) / 0.1);
    before = arm_.JointAngles();
  }
  Run(2);
  EXPECT_LT(fastest, 1.3 * rig_.motion.ramp_speed);
  for (int i = 0; i < kRigJoints; ++i) EXPECT_NEAR(joint(i), rig_.joints[i].start, 0.01) << rig_.joints[i].name;
}

TEST_F(ArmControlTest, Ramp_ToRest_HasEndedOnlyWhenTheArmIsThere) {
  BeginEpisode();
  control_->Ramp(ArmControl::Place::kRest);
  Run(0.1);
  while (phase() == Phase::kRamping) Run(0.02);
  EXPECT_EQ(phase(), Phase::kHolding);
  for (int i = 0; i < kArmJoints; ++i) EXPECT_NEAR(joint(i), rig_.joints[i].rest, 0.06);
  servos_.Release();
  for (Servo& servo : arm_.chain().servos()) EXPECT_FALSE(servo.has_torque());
}

TEST_F(ArmControlTest, Ramp_AJointThatIsHeld_IsALagAndKeepsTheTorque) {
  BeginEpisode();
  arm_.chain().Find(7)->Freeze(true);
  control_->Ramp(ArmControl::Place::kRest);
  ExpectStop(Rule::kLag);
  EXPECT_TRUE(arm_.chain().Find(7)->has_torque());
}

// The very actions that the simulator is stepped with, through rules, bus, servos and time: the joints go the same way.
TEST_F(ArmControlTest, Step_TheSimulatorsActions_JointPathsAgree) {
  Simulation simulator(Compiler());
  Scene scene = StandardScene(Compiler()->assets());
  for (int i = 0; i < kArmJoints; ++i) scene.arm_joint_positions[i] = rig_.joints[i].start;
  scene.finger_position = rig_.gripper.FingerPosition(rig_.joints[kGripperJoint].start);
  simulator.Reset(scene);
  BeginEpisode();
  std::array<double, kArmJoints> worst{};
  for (int step = 0; step < 40; ++step) {
    const float phase = 0.4f * static_cast<float>(step);
    const Action action = {0.01f * std::sin(phase), 0.015f * std::cos(phase),    0.005f * std::cos(phase), 0, 0,
                           0.03f * std::sin(phase), step % 20 < 10 ? 1.0f : 0.0f};
    simulator.Step(action);
    ASSERT_FALSE(Step(action).rejected) << Describe(control_->status().rejected);
    for (int i = 0; i < kArmJoints; ++i) worst[i] = std::max(worst[i], std::abs(joint(i) - simulator.State()[i]));
  }
  // The table of README.md is made of these: --gtest_output=json.
  for (int i = 0; i < kArmJoints; ++i) {
    RecordProperty(rig_.joints[i].name, std::to_string(1000 * worst[i]));
    EXPECT_LT(worst[i], 0.005) << rig_.joints[i].name;
  }
}

TEST_F(ArmControlTest, Step_AnAction_IsDoneAndReported) {
  BeginEpisode();
  const Pose before = control_->status().gripper;
  const Action action = {0.02f, 0.01f, -0.02f, 0, 0, 0, 1};
  const ArmControl::Status status = Step(action);
  EXPECT_FALSE(status.rejected) << Describe(status.rejected);
  EXPECT_EQ(status.applied, action);
  EXPECT_EQ(status.ends_at - status.begun_at, std::chrono::milliseconds(200));
  Run(2);
  const Pose after = control_->status().gripper;
  EXPECT_NEAR(after.position[0] - before.position[0], 0.02, 0.003);
  EXPECT_NEAR(after.position[1] - before.position[1], 0.01, 0.003);
  EXPECT_NEAR(after.position[2] - before.position[2], -0.02, 0.003);
}

TEST_F(ArmControlTest, Step_OneAfterTheOther_KeepsThePeriodOfTheClock) {
  BeginEpisode();
  Step(kHoldAction);
  const ArmControl::Clock::time_point first = control_->status().ends_at;
  for (int i = 0; i < 10; ++i) Step(kHoldAction);
  EXPECT_EQ(control_->status().ends_at - first, std::chrono::milliseconds(2000));
}

// Each breaks one rule only: it is rejected, the arm holds, and what was applied is no motion.
TEST_F(ArmControlTest, Step_WhatBreaksARule_IsRejectedAsAWhole) {
  BeginEpisode();
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  const std::array<double, kRigJoints> before = arm_.JointAngles();
  const struct {
    Rule rule;
    Action action;
    double age;
  } cases[] = {
      {Rule::kNotFinite, {0, kNan, 0, 0, 0, 0, 1}, kNow},
      {Rule::kNotFinite, {0, 0, 0, 0, 0, 0, std::numeric_limits<float>::infinity()}, kNow},
      {Rule::kBounds, {0, 0, 0, 0, 0, 0, 1.5f}, kNow},
      {Rule::kStaleAction, {0.01f, 0, 0, 0, 0, 0, 1}, 2.1},
      {Rule::kStaleAction, {0.01f, 0, 0, 0, 0, 0, 1}, std::nan("")},
      {Rule::kTranslation, {0.09f, 0, 0, 0, 0, 0, 1}, kNow},
      {Rule::kRotation, {0, 0, 0, 0.4f, 0.4f, 0, 1}, kNow},
  };
  for (const auto& [rule, action, age] : cases) {
    const ArmControl::Status status = Step(action, age);
    EXPECT_STREQ(Name(status.rejected.rule), Name(rule));
    EXPECT_EQ(status.applied, kHoldAction);
    EXPECT_EQ(status.phase, Phase::kEpisode);
  }
  control_->Step(std::array<float, 6>{}, kNow);
  Run(0.2);
  EXPECT_EQ(control_->status().rejected.rule, Rule::kLength);
  control_->Step(std::array<float, 100>{}, kNow);
  Run(0.2);
  EXPECT_EQ(control_->status().rejected.rule, Rule::kLength);
  EXPECT_EQ(control_->status().rejected.found, 100);
  EXPECT_EQ(control_->status().counts[static_cast<int>(Rule::kLength)], 2u);
  for (int i = 0; i < kRigJoints; ++i) EXPECT_NEAR(joint(i), before[i], 0.003);
}

// Towards a bound until it is reached: not one millimetre of the gripper's target beyond it.
TEST_F(ArmControlTest, Step_OutOfTheBox_StopsAtItsWalls) {
  const struct {
    Rule rule;
    int axis;
    float delta;
  } cases[] = {{Rule::kWorkspace, 0, -0.03f}, {Rule::kWorkspace, 1, 0.03f}, {Rule::kWorkspace, 1, -0.03f}};
  for (const auto& [rule, axis, delta] : cases) {
    BeginEpisode();
    ArmControl::Status status;
    for (int i = 0; i < 20 && !status.rejected; ++i) {
      Action action = kHoldAction;
      action[axis] = delta;
      status = Step(action);
    }
    EXPECT_STREQ(Name(status.rejected.rule), Name(rule)) << Describe(status.rejected);
    EXPECT_EQ(status.rejected.where, axis);
    Run(2);
    EXPECT_GE(control_->status().gripper.position[axis], rig_.safety.min_gripper[axis] - 0.005);
    EXPECT_LE(control_->status().gripper.position[axis], rig_.safety.max_gripper[axis] + 0.005);
  }
}

TEST_F(ArmControlTest, Step_UnderTheTable_IsRejected) {
  BeginEpisode();
  // Beside what lies on the table.
  for (int i = 0; i < 4; ++i) ASSERT_FALSE(Step({0, -0.03f, 0, 0, 0, 0, 1}).rejected);
  ArmControl::Status status;
  for (int i = 0; i < 20 && !status.rejected; ++i) status = Step({0, 0, -0.02f, 0, 0, 0, 1});
  EXPECT_STREQ(Name(status.rejected.rule), Name(Rule::kTable)) << Describe(status.rejected);
  EXPECT_LT(status.rejected.found, rig_.safety.table_height);
  // And up again, from where it held.
  status = Step({0, 0, 0.02f, 0, 0, 0, 1});
  EXPECT_FALSE(status.rejected) << Describe(status.rejected);
}

TEST_F(ArmControlTest, Step_FastAndBack_BreaksTheAcceleration) {
  BeginEpisode();
  ArmControl::Status status = Step({0, 0.075f, 0, 0, 0, 0.3f, 1});
  EXPECT_FALSE(status.rejected) << Describe(status.rejected);
  Rig strict = rig_;
  strict.safety.max_acceleration = 5;
  const ActionRules rules(strict);
  ArmController controller(Robot(), ArmAddresses::Of(*Robot(), Pose{}));
  JointPositions start;
  for (int i = 0; i < kArmJoints; ++i) start[i] = rig_.joints[i].start;
  controller.Begin(start, 0.03);
  const ArmController::Targets before = controller.targets();
  const ArmController::Targets after = controller.After(Action{0, 0.05f, 0, 0, 0, 0, 1});
  JointPositions joints, opposite;
  for (int i = 0; i < kArmJoints; ++i) {
    joints[i] = after.joints[i];
    opposite[i] = -(after.joints[i] - before.joints[i]) / 0.2;
  }
  const Pose reached = controller.GripperPose(joints);
  EXPECT_EQ(rules.JudgeMotion(before, after, reached, opposite).rule, Rule::kJointAcceleration);
  strict.safety.max_acceleration = 100;
  strict.safety.max_velocity = 0.2;
  EXPECT_EQ(ActionRules(strict).JudgeMotion(before, after, reached, {}).rule, Rule::kJointVelocity);
  strict.safety.max_velocity = 6;
  strict.joints[0].max_position = strict.joints[0].ToTicks(after.joints[0]) - 1;
  EXPECT_EQ(ActionRules(strict).JudgeMotion(before, after, reached, {}).rule, Rule::kJointPosition);
  EXPECT_EQ(ActionRules(rig_).JudgeMotion(before, after, before.gripper, {}).rule, Rule::kReach);
  EXPECT_EQ(ActionRules(rig_).JudgeMotion(before, after, reached, {}).rule, Rule::kNone);
}

TEST_F(ArmControlTest, Fault_ServoError_StopsWhereItIs) {
  BeginEpisode();
  control_->Step(Action{0.05f, 0.05f, 0, 0, 0, 0, 1}, kNow);
  Run(0.1);
  arm_.chain().Find(8)->RaiseHardwareError(kOverloadError);
  ExpectStop(Rule::kServoError);
  EXPECT_LE(stop_seconds_, rig_.motion.control_period);
  const std::array<double, kRigJoints> stopped = arm_.JointAngles();
  Run(2);
  for (int i = 0; i < kArmJoints - 1; ++i) EXPECT_NEAR(joint(i), stopped[i], 0.02) << i;
  // Every other servo still carries the arm.
  for (Servo& servo : arm_.chain().servos()) EXPECT_EQ(servo.has_torque(), servo.id() != 8);
}

TEST_F(ArmControlTest, Fault_OfAServo_IsItsRuleWithinAPeriod) {
  BeginEpisode();
  const auto expect = [this](Rule rule, const std::function<void()>& fault, const std::function<void()>& mended) {
    fault();
    ExpectStop(rule);
    EXPECT_LE(stop_seconds_, rig_.motion.control_period) << Name(rule);
    mended();
    Run(0.6);
    ASSERT_EQ(AskToEndStop(), Phase::kHolding) << Describe(control_->status().stop);
    BeginEpisode();
  };
  Servo* elbow = arm_.chain().Find(4);
  expect(
      Rule::kTemperature, [&] { elbow->SetTemperature(61); }, [&] { elbow->SetTemperature(30); });
  expect(
      Rule::kVoltage, [&] { elbow->SetVoltage(10.4); }, [&] { elbow->SetVoltage(12); });
  expect(
      Rule::kVoltage, [&] { elbow->SetVoltage(13.1); }, [&] { elbow->SetVoltage(12); });
  expect(
      Rule::kSilence, [&] { arm_.chain().Mute(5, true); }, [&] { arm_.chain().Mute(5, false); });
  expect(
      Rule::kEmergencyStop, [&] { control_->EmergencyStop(); }, [] {});
  expect(
      Rule::kEmergencyStop, [&] { std::ofstream(rig_.safety.stop_file) << "stop"; },
      [&] { std::filesystem::remove(rig_.safety.stop_file); });
}

TEST_F(ArmControlTest, Fault_OfACamera_IsItsRuleWithinAPeriodOfWhatIsAllowed) {
  const CameraRig& camera = rig_.cameras[0];
  const struct {
    Rule rule;
    double allowed;
    std::function<void()> fault;
  } cases[] = {
      {Rule::kCameraStale, camera.stale_seconds, [this] { is_camera_sending_ = false; }},
      {Rule::kCameraFrozen, camera.frozen_seconds, [this] { is_camera_moving_ = false; }},
      {Rule::kCameraLost, 0,
       [this] {
         is_camera_sending_ = false;
         watch_.Lost(0);
       }},
  };
  for (const auto& [rule, allowed, fault] : cases) {
    BeginEpisode();
    fault();
    ExpectStop(rule);
    EXPECT_GE(stop_seconds_, allowed - 0.02) << Name(rule);
    EXPECT_LE(stop_seconds_, allowed + rig_.motion.control_period) << Name(rule);
    EXPECT_TRUE(IsBreakdown(rule));
    is_camera_sending_ = is_camera_moving_ = true;
    Run(0.6);
    ASSERT_EQ(AskToEndStop(), Phase::kHolding);
  }
}

// Nobody needs to see anything to bring the arm to rest; but nothing begins that would be done unseen.
TEST_F(ArmControlTest, Ramp_WithoutACamera_GoesToRestOnly) {
  BeginEpisode();
  control_->Hold();
  Run(0.1);
  is_camera_sending_ = false;
  watch_.Lost(0);
  control_->Ramp(ArmControl::Place::kRest);
  Run(0.1);
  while (phase() == Phase::kRamping) Run(0.02);
  EXPECT_EQ(phase(), Phase::kHolding);
  const std::array<double, kRigJoints> before = arm_.JointAngles();
  control_->Ramp(ArmControl::Place::kStart);
  ExpectStop(Rule::kCameraLost);
  for (int i = 0; i < kArmJoints; ++i) EXPECT_NEAR(joint(i), before[i], 0.01);
}

TEST_F(ArmControlTest, Fault_ServoBeginsAnewByItself_IsNoticed) {
  BeginEpisode();
  arm_.chain().Find(6)->Reboot();
  ExpectStop(Rule::kSilence);  // while it begins anew
  Run(1);
  // And it has no torque then: there is still reason for the stop.
  EXPECT_EQ(AskToEndStop(), Phase::kStopped);
}

TEST_F(ArmControlTest, Fault_FrozenServo_IsALag) {
  BeginEpisode();
  arm_.chain().Find(1)->Freeze(true);
  for (int i = 0; i < 6; ++i) Step({0, 0.06f, 0, 0, 0, 0, 1});
  ExpectStop(Rule::kLag);
}

TEST_F(ArmControlTest, Fault_PressingOnTheTable_IsACurrent) {
  BeginEpisode();
  // The rig's table is lower than the real one.
  Rig wrong = rig_;
  wrong.safety.table_height = -0.2;
  wrong.safety.min_gripper[2] = -0.2;
  control_.emplace(wrong, Robot(), &servos_, &watch_);
  BeginEpisode();
  for (int i = 0; i < 15 && phase() == Phase::kEpisode; ++i) Step({0, 0, -0.03f, 0, 0, 0, 1});
  ExpectStop(Rule::kCurrent);
}

TEST_F(ArmControlTest, Fault_LostStatusesNowAndThen_AreNone) {
  BeginEpisode();
  for (int i = 0; i < 20; ++i) {
    arm_.chain().LoseStatus(static_cast<std::uint8_t>(1 + i % 9), 1);
    arm_.chain().CorruptStatus(static_cast<std::uint8_t>(1 + (i + 3) % 9), 1);
    arm_.chain().SayGarbage(50);
    Step({0.001f, 0, 0, 0, 0, 0, 1});
  }
  EXPECT_EQ(phase(), Phase::kEpisode) << Describe(control_->status().stop);
  EXPECT_GT(bus_.retried(), 0u);
}

TEST_F(ArmControlTest, Fault_PortGone_IsSaid) {
  BeginEpisode();
  port_.is_unplugged = true;
  ExpectStop(Rule::kPortLost);
  EXPECT_LE(stop_seconds_, rig_.motion.control_period);
}

TEST_F(ArmControlTest, Fault_ControllerHeldUp_ServosStopByThemselvesAndItIsSaid) {
  BeginEpisode();
  control_->Step(Action{0.05f, 0.05f, 0, 0, 0, 0, 1}, kNow);
  Run(0.04);
  port_.Wait(std::chrono::seconds(1));  // no turn is made: the process was stopped
  for (Servo& servo : arm_.chain().servos()) EXPECT_EQ(servo.Get(kBusWatchdog), kWatchdogFired);
  const std::array<double, kRigJoints> stopped = arm_.JointAngles();
  ExpectStop(Rule::kWatchdogFired);
  Run(1);
  for (int i = 0; i < kArmJoints; ++i) EXPECT_NEAR(joint(i), stopped[i], 0.02);
}

// What servos, cameras and the client said meanwhile nobody heard, and on a busy machine they may be late with the
// next.
TEST_F(ArmControlTest, Fault_ControllerHeldUpWhileItListens_NobodyElseIsBlamed) {
  BeginEpisode();
  port_.held_up = std::chrono::seconds(6);
  arm_.chain().Silence(true);
  Run(0.02);
  EXPECT_EQ(phase(), Phase::kEpisode) << Describe(control_->status().stop);
  arm_.chain().Silence(false);
  ExpectStop(Rule::kWatchdogFired);
}

TEST_F(ArmControlTest, Fault_ControllerHeldUp_AndServosSilentAfterIt_IsASilence) {
  BeginEpisode();
  port_.held_up = std::chrono::seconds(6);
  arm_.chain().Silence(true);
  Run(0.02);
  ExpectStop(Rule::kSilence);
  EXPECT_LE(stop_seconds_, rig_.safety.silence_seconds + rig_.motion.control_period);
}

// A person looks, and ends the stop: then every servo is looked at and armed anew, and stays where it stopped.
TEST_F(ArmControlTest, AskToEndStop_ServosThatStoppedByThemselves_AreArmedAnewWhereTheyAre) {
  BeginEpisode();
  control_->Step(Action{0.05f, 0.05f, 0, 0, 0, 0, 1}, kNow);
  Run(0.04);
  port_.Wait(std::chrono::seconds(1));
  ExpectStop(Rule::kWatchdogFired);
  Run(0.6);
  const std::array<double, kRigJoints> stopped = arm_.JointAngles();
  arm_.chain().Find(4)->SetTemperature(61);
  EXPECT_EQ(AskToEndStop(), Phase::kStopped);
  EXPECT_STREQ(Name(control_->status().refused.rule), "temperature") << "and not the reason that is no more";
  arm_.chain().Find(4)->SetTemperature(30);
  EXPECT_EQ(AskToEndStop(), Phase::kHolding) << Describe(control_->status().refused);
  for (Servo& servo : arm_.chain().servos()) EXPECT_EQ(servo.Get(kBusWatchdog), rig_.motion.bus_watchdog);
  Run(1);
  for (int i = 0; i < kArmJoints; ++i) EXPECT_NEAR(joint(i), stopped[i], 0.02) << i;
  BeginEpisode();
  EXPECT_FALSE(Step({0.02f, 0, 0, 0, 0, 0, 1}).rejected);
}

TEST_F(ArmControlTest, AskToEndStop_AServoThatDoesNotHold_IsNotArmedAnew) {
  BeginEpisode();
  port_.Wait(std::chrono::seconds(1));
  ExpectStop(Rule::kWatchdogFired);
  Run(0.6);
  const std::array<std::uint8_t, 1> off = {0};
  arm_.chain().Find(6)->Write(kTorqueEnable.address, off, false);
  EXPECT_EQ(AskToEndStop(), Phase::kStopped);
  EXPECT_EQ(control_->status().refused.rule, Rule::kWatchdogFired);
  EXPECT_EQ(control_->status().refused.where, 6);
}

// A rig whose actions are where each joint is to be.
class JointControlTest : public ArmControlTest {
 protected:
  JointControlTest() {
    Rig rig = rig_;
    rig.actions = ActionConvention::kJointPositions;
    control_.emplace(rig, Robot(), &servos_, &watch_);
    for (int i = 0; i < kArmJoints; ++i) start_[i] = static_cast<float>(rig_.joints[i].start);
  }

  // From the start, with one joint elsewhere.
  Action With(int joint, double by) const {
    Action action = start_;
    action[joint] += static_cast<float>(by);
    return action;
  }

  Action start_{0, 0, 0, 0, 0, 0, 1};
};

// What the simulator's joints were told, recorded and told to the arm's: they go the same way.
TEST_F(JointControlTest, Step_ARecordedJointPath_IsGoneAgain) {
  Simulation simulator(Compiler());
  Scene scene = StandardScene(Compiler()->assets());
  JointPositions start;
  for (int i = 0; i < kArmJoints; ++i) scene.arm_joint_positions[i] = start[i] = rig_.joints[i].start;
  scene.finger_position = rig_.gripper.FingerPosition(rig_.joints[kGripperJoint].start);
  simulator.Reset(scene);
  ArmController recorder(Robot(), ArmAddresses::Of(*Robot(), Pose{}));
  recorder.Begin(start, scene.finger_position);
  BeginEpisode();
  std::array<double, kArmJoints> worst{};
  for (int step = 0; step < 40; ++step) {
    const float phase = 0.4f * static_cast<float>(step);
    const Action delta = {0.01f * std::sin(phase), 0.015f * std::cos(phase),    0.005f * std::cos(phase), 0, 0,
                          0.03f * std::sin(phase), step % 20 < 10 ? 1.0f : 0.0f};
    simulator.Step(delta);
    recorder.Apply(delta);
    Action joints{};
    for (int i = 0; i < kArmJoints; ++i) joints[i] = static_cast<float>(recorder.targets().joints[i]);
    joints[kArmJoints] = delta[6];
    const ArmControl::Status status = Step(joints);
    ASSERT_FALSE(status.rejected) << Describe(status.rejected);
    EXPECT_EQ(status.applied, joints);
    for (int i = 0; i < kArmJoints; ++i) worst[i] = std::max(worst[i], std::abs(joint(i) - simulator.State()[i]));
  }
  // The table of README.md is made of these: --gtest_output=json.
  for (int i = 0; i < kArmJoints; ++i) {
    RecordProperty(rig_.joints[i].name, std::to_string(1000 * worst[i]));
    EXPECT_LT(worst[i], 0.005) << rig_.joints[i].name;
  }
}

// Each breaks one rule: it is rejected as a whole, and what was applied is where the joints were told to be before.
TEST_F(JointControlTest, Step_WhatBreaksARule_IsRejectedAsAWhole) {
  BeginEpisode();
  const Action before = With(0, 0.1);
  ASSERT_FALSE(Step(before).rejected);
  const double limit = rig_.joints[5].ToRadians(rig_.joints[5].max_position);
  const struct {
    Rule rule;
    Action action;
    double age;
  } cases[] = {
      {Rule::kNotFinite, With(2, std::nan("")), kNow},
      {Rule::kBounds, With(5, limit), kNow},
      {Rule::kBounds, With(6, 0.1), kNow},
      {Rule::kStaleAction, start_, 2.1},
      {Rule::kTranslation, With(0, -0.3), kNow},
      {Rule::kRotation, With(5, 0.55), kNow},
  };
  for (const auto& [rule, action, age] : cases) {
    const ArmControl::Status status = Step(action, age);
    EXPECT_STREQ(Name(status.rejected.rule), Name(rule)) << Describe(status.rejected);
    EXPECT_EQ(status.applied, before);
    EXPECT_EQ(status.phase, Phase::kEpisode);
  }
  Run(1);
  EXPECT_NEAR(joint(0), before[0], 0.01);
}

TEST_F(JointControlTest, Step_AFastJoint_BreaksItsVelocity) {
  Rig rig = rig_;
  rig.actions = ActionConvention::kJointPositions;
  rig.safety.max_velocity = 0.5;
  control_.emplace(rig, Robot(), &servos_, &watch_);
  BeginEpisode();
  EXPECT_EQ(Step(With(5, 0.11)).rejected.rule, Rule::kJointVelocity);
  EXPECT_FALSE(Step(With(5, 0.09)).rejected);
}

// The gripper is where the joints put it: lowered joint by joint it is held above the table, turned within its box.
TEST_F(JointControlTest, Step_OutOfTheBoxOrUnderTheTable_IsRejectedByItsKinematics) {
  const struct {
    Rule rule;
    int joint;
    double by;
  } cases[] = {{Rule::kWorkspace, 0, 0.2}, {Rule::kTable, 1, 0.04}};
  for (const auto& [rule, joint, by] : cases) {
    BeginEpisode();
    ArmControl::Status status;
    for (int i = 1; i < 40 && !status.rejected; ++i) status = Step(With(joint, by * i));
    EXPECT_STREQ(Name(status.rejected.rule), Name(rule)) << Describe(status.rejected);
    EXPECT_EQ(status.phase, Phase::kEpisode);
  }
}

// Whatever joints are asked for.
TEST_F(JointControlTest, Step_RandomJoints_NeverLeaveWhatIsAllowed) {
  BeginEpisode();
  std::mt19937 random(1);
  std::uniform_real_distribution<float> by(-0.25f, 0.25f);
  int rejected = 0, done = 0;
  Action last = start_;
  for (int step = 0; step < 300; ++step) {
    Action asked = last;
    for (int i = 0; i < kArmJoints; ++i) asked[i] += by(random);
    const ArmControl::Status status = Step(asked);
    if (status.phase == Phase::kStopped) {
      // It ran into what lies on the table.
      ASSERT_EQ(status.stop.rule, Rule::kCurrent) << Describe(status.stop);
      Run(0.6);
      AskToEndStop();
      BeginEpisode();
      last = start_;
      continue;
    }
    ++(status.rejected ? rejected : done);
    EXPECT_EQ(status.applied, status.rejected ? last : asked);
    last = status.applied;
    for (int axis = 0; axis < 3; ++axis) {
      ASSERT_GE(status.gripper.position[axis], rig_.safety.min_gripper[axis] - 0.05);
      ASSERT_LE(status.gripper.position[axis], rig_.safety.max_gripper[axis] + 0.05);
    }
  }
  EXPECT_GT(rejected, 20);
  EXPECT_GT(done, 20);
}

// Faults do not ask what an action is.
TEST_F(JointControlTest, Fault_AmidAMotion_StopsWithinAPeriod) {
  BeginEpisode();
  control_->Step(With(0, 0.2), kNow);
  Run(0.1);
  arm_.chain().Find(4)->SetTemperature(61);
  ExpectStop(Rule::kTemperature);
  EXPECT_LE(stop_seconds_, rig_.motion.control_period);
  const std::array<double, kRigJoints> stopped = arm_.JointAngles();
  Run(1);
  for (int i = 0; i < kArmJoints; ++i) EXPECT_NEAR(joint(i), stopped[i], 0.02) << i;
}

TEST_F(ArmControlTest, Heartbeat_ClientGone_StopsAfterItsTimeOnly) {
  BeginEpisode();
  Run(rig_.safety.heartbeat_seconds - 0.1, false);
  EXPECT_EQ(phase(), Phase::kEpisode);
  ExpectStop(Rule::kHeartbeat, false);
  EXPECT_LE(stop_seconds_, 0.2);
}

TEST_F(ArmControlTest, Heartbeat_NoEpisode_NobodyNeedsToBeHeard) {
  BeginEpisode();
  control_->Hold();
  Run(rig_.safety.heartbeat_seconds + 1, false);
  EXPECT_EQ(phase(), Phase::kHolding);
}

TEST_F(ArmControlTest, AskToEndStop_TooSoonOrWithReason_IsRefused) {
  BeginEpisode();
  control_->EmergencyStop();
  ExpectStop(Rule::kEmergencyStop);
  EXPECT_EQ(AskToEndStop(), Phase::kStopped);
  Run(0.5);
  arm_.chain().Find(4)->SetTemperature(61);
  EXPECT_EQ(AskToEndStop(), Phase::kStopped);
  arm_.chain().Find(4)->SetTemperature(30);
  EXPECT_EQ(AskToEndStop(), Phase::kHolding);
  const ArmControl::Status before = control_->status();
  Run(1);
  for (int i = 0; i < kArmJoints; ++i) EXPECT_NEAR(control_->status().positions[i], before.positions[i], 0.01);
}

TEST_F(ArmControlTest, Stopped_NoCommandMovesIt) {
  BeginEpisode();
  control_->EmergencyStop();
  ExpectStop(Rule::kEmergencyStop);
  const std::array<double, kRigJoints> before = arm_.JointAngles();
  EXPECT_EQ(Step({0.05f, 0, 0, 0, 0, 0, 1}).rejected.rule, Rule::kEmergencyStop);
  control_->Ramp(ArmControl::Place::kRest);
  Run(1);
  EXPECT_EQ(phase(), Phase::kStopped);
  for (int i = 0; i < kArmJoints; ++i) EXPECT_NEAR(joint(i), before[i], 0.01);
}

TEST_F(ArmControlTest, Turn_OfEveryKind_AllocatesNothing) {
  BeginEpisode();
  Step({0.01f, 0.01f, 0, 0, 0, 0.1f, 1});
  // The emulated arm behind the port allocates; the turn itself is measured without it.
  port_.is_unplugged = true;
  control_->Turn();
  const std::uint64_t before = AllocationsOfThisThread();
  control_->Step(Action{0.01f, 0, 0, 0, 0, 0, 1}, kNow);
  control_->Turn();
  control_->AskToEndStop();
  control_->Turn();
  EXPECT_EQ(AllocationsOfThisThread(), before);
}

// Whatever a policy asks for: the gripper's target never leaves its box, and no joint its limits.
TEST_F(ArmControlTest, Step_RandomActions_NeverLeaveWhatIsAllowed) {
  BeginEpisode();
  std::mt19937 random(1);
  std::uniform_real_distribution<float> large(-0.09f, 0.09f), turn(-0.4f, 0.4f);
  int rejected = 0, done = 0;
  for (int step = 0; step < 300; ++step) {
    const ArmControl::Status status =
        Step({large(random), large(random), large(random), turn(random), turn(random), turn(random), 1});
    if (status.phase == Phase::kStopped) {
      // It ran into what lies on the table.
      ASSERT_EQ(status.stop.rule, Rule::kCurrent) << Describe(status.stop);
      Run(0.6);
      AskToEndStop();
      BeginEpisode();
      continue;
    }
    ++(status.rejected ? rejected : done);
    for (int axis = 0; axis < 3; ++axis) {
      ASSERT_GE(status.gripper.position[axis], rig_.safety.min_gripper[axis] - 0.05);
      ASSERT_LE(status.gripper.position[axis], rig_.safety.max_gripper[axis] + 0.05);
    }
  }
  EXPECT_GT(rejected, 20);
  EXPECT_GT(done, 20);
}

}  // namespace
}  // namespace blindvla::widowx::testing
