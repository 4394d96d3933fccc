#include "widowx/emulator/emulated_arm.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "simulation/scene_compiler.h"
#include "widowx/arm/inspection.h"
#include "widowx/emulator/commands.h"
#include "widowx/emulator/scene_file.h"
#include "widowx/emulator/tests/arm_port.h"

namespace blindvla::widowx::testing {
namespace {

using namespace dynamixel;

std::shared_ptr<SceneCompiler> Compiler() {
  static const auto compiler =
      std::make_shared<SceneCompiler>(std::make_shared<const AssetLibrary>(BLINDVLA_TEST_ASSETS));
  return compiler;
}

class EmulatedArmTest : public ::testing::Test {
 protected:
  // Torque on, where it is.
  void Hold() {
    for (const JointRig& joint : rig_.joints) {
      std::uint32_t position = 0;
      ASSERT_TRUE(bus_.Read(joint.servo.id, kPresentPosition, &position).ok());
      ASSERT_TRUE(bus_.Write(joint.servo.id, kGoalPosition, position).ok());
      ASSERT_TRUE(bus_.Write(joint.servo.id, kTorqueEnable, 1).ok());
    }
  }

  void Go(int joint, double radians) {
    const JointRig& rig = rig_.joints[joint];
    ASSERT_TRUE(bus_.Write(rig.servo.id, kGoalPosition, static_cast<std::uint32_t>(rig.ToTicks(radians))).ok());
  }

  void ExpectProblem(const std::string& expected) {
    const std::vector<std::string> problems = Inspect(rig_, &bus_).problems;
    ASSERT_FALSE(problems.empty()) << expected;
    EXPECT_NE(problems.front().find(expected), std::string::npos) << problems.front();
  }

  const Rig rig_ = StandardRig();
  EmulatedArm arm_{rig_, Compiler(), StandardScene(Compiler()->assets())};
  ArmPort port_{&arm_};
  Bus bus_{&port_, {}};
  Commands commands_{&arm_, nullptr};
};

TEST_F(EmulatedArmTest, Inspect_AtRest_FindsNineServosAndNoProblem) {
  const Inspection inspection = Inspect(rig_, &bus_);
  EXPECT_EQ(inspection.problems, std::vector<std::string>{});
  ASSERT_EQ(inspection.servos.size(), 9u);
  EXPECT_EQ(inspection.servos[0].model, kModelXm540W270);
  EXPECT_EQ(inspection.servos[2].joint, "shoulder shadow");
  EXPECT_EQ(inspection.servos[2].id, 3);
  EXPECT_EQ(inspection.servos[5].model, kModelXm430W350);
  EXPECT_EQ(inspection.servos[8].model, kModelXl430W250);
  EXPECT_NEAR(inspection.servos[1].position, -1.80, 0.002);
  EXPECT_NEAR(inspection.servos[2].position, -1.80, 0.002);
  EXPECT_NEAR(inspection.servos[0].voltage, 12, 1e-9);
  for (const ServoReport& servo : inspection.servos) EXPECT_FALSE(servo.has_torque);
}

TEST_F(EmulatedArmTest, Inspect_WhatIsWrong_IsNamed) {
  arm_.chain().Mute(5, true);
  ExpectProblem("servo 5 (elbow shadow) did not answer");
  arm_.chain().Mute(5, false);
  arm_.chain().Find(7)->SetTemperature(61);
  ExpectProblem("servo 7 (wrist_angle): expected at most 60 degrees C, found 61");
  arm_.chain().Find(7)->SetTemperature(30);
  arm_.chain().Find(1)->SetVoltage(10.4);
  ExpectProblem("servo 1 (waist): expected 10.5 to 13 V, found 10.4");
  arm_.chain().Find(1)->SetVoltage(12);
  arm_.chain().Find(4)->RaiseHardwareError(kOverloadError | kEncoderError);
  ExpectProblem("servo 4 (elbow) reports a hardware error: encoder, overload");
}

TEST_F(EmulatedArmTest, Inspect_AServoThatIsSetUpOtherwise_IsNamed) {
  ASSERT_TRUE(bus_.Write(8, kOperatingMode, 1).ok());
  ExpectProblem("servo 8 (wrist_rotate): expected operating mode 3, found 1");
  ASSERT_TRUE(bus_.Write(8, kOperatingMode, 3).ok());
  ASSERT_TRUE(bus_.Write(3, kSecondaryId, 255).ok());
  ExpectProblem("servo 3 (shoulder shadow): expected secondary id 2, found 255");
  ASSERT_TRUE(bus_.Write(3, kSecondaryId, 2).ok());
  ASSERT_TRUE(bus_.Write(4, kMinPositionLimit, 0).ok());
  ExpectProblem("servo 4 (elbow): expected min position limit 648, found 0");
}

TEST_F(EmulatedArmTest, Inspect_AShadowThatCountsTheOtherWay_WouldPullAgainstItsJoint) {
  ASSERT_TRUE(bus_.Write(5, kDriveMode, 0).ok());
  port_.Wait(std::chrono::milliseconds(10));
  const std::vector<std::string> problems = Inspect(rig_, &bus_).problems;
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_NE(problems[0].find("servo 5 (elbow shadow): expected drive mode 1, found 0"), std::string::npos);
  EXPECT_NE(problems[1].find("would pull against each other"), std::string::npos) << problems[1];
}

TEST_F(EmulatedArmTest, Advance_WithoutTorque_NothingHoldsIt) {
  Hold();
  Go(1, 0);
  Go(2, 0);
  port_.Wait(std::chrono::seconds(3));
  EXPECT_NEAR(arm_.JointAngles()[1], 0, 0.002);
  ASSERT_TRUE(bus_.Write(2, kTorqueEnable, 0).ok());  // and its shadow
  port_.Wait(std::chrono::seconds(2));
  EXPECT_GT(arm_.JointAngles()[1], 0.01);
  EXPECT_NEAR(arm_.JointAngles()[2], 0, 0.01);
}

TEST_F(EmulatedArmTest, Advance_EveryJoint_GoesWhereItsServoIsTold) {
  Hold();
  const std::array<double, kRigJoints> goals = {0.4, -0.9, 0.9, -0.5, 0.6, 0.7, 0.9};
  for (int i = 0; i < kRigJoints; ++i) Go(i, goals[i]);
  port_.Wait(std::chrono::seconds(3));
  for (int i = 0; i < kRigJoints; ++i) EXPECT_NEAR(arm_.JointAngles()[i], goals[i], 0.01) << rig_.joints[i].name;
}

TEST_F(EmulatedArmTest, Advance_GripperTold_FingersFollowTheCrank) {
  Hold();
  Go(kGripperJoint, rig_.gripper.HornAngle(0.03));
  port_.Wait(std::chrono::seconds(2));
  EXPECT_NEAR(arm_.world().Joints()[kArmJoints].position, 0.03, 0.0005);
  EXPECT_NEAR(arm_.world().Joints()[kArmJoints + 1].position, 0.03, 0.0005);
}

TEST_F(EmulatedArmTest, BusWatchdog_ControllerGone_ArmStopsAndHolds) {
  Hold();
  for (const JointRig& joint : rig_.joints) {
    ASSERT_TRUE(bus_.Write(joint.servo.id, kProfileVelocity, 50).ok());
    ASSERT_TRUE(bus_.Write(joint.servo.id, kBusWatchdog, 5).ok());
  }
  Go(0, 1.5);
  port_.Wait(std::chrono::milliseconds(400));
  const double stopped_at = arm_.JointAngles()[0];
  EXPECT_GT(stopped_at, 0.01);
  EXPECT_LT(stopped_at, 0.1);
  port_.Wait(std::chrono::seconds(2));
  EXPECT_NEAR(arm_.JointAngles()[0], stopped_at, 0.05);
  EXPECT_NEAR(arm_.JointAngles()[1], -1.80, 0.01);
  EXPECT_TRUE(arm_.chain().Find(2)->has_torque());
}

TEST_F(EmulatedArmTest, Enter_AnotherScene_ArmStaysWhereItIs) {
  Hold();
  Go(0, 0.5);
  port_.Wait(std::chrono::seconds(2));
  const double before = arm_.JointAngles()[0];
  arm_.Enter(arm_.Lay(StandardScene(Compiler()->assets())));
  EXPECT_EQ(arm_.JointAngles()[0], before);
  port_.Wait(std::chrono::milliseconds(100));
  EXPECT_NEAR(arm_.JointAngles()[0], 0.5, 0.01);
}

TEST_F(EmulatedArmTest, Obey_Faults_AreDone) {
  EXPECT_EQ(*commands_.Obey("temperature 7 70"), "ok");
  EXPECT_EQ(arm_.chain().Find(7)->Get(kPresentTemperature), 70);
  EXPECT_EQ(*commands_.Obey("error 2 32"), "ok");
  EXPECT_TRUE(arm_.chain().Find(2)->has_alert());
  EXPECT_EQ(*commands_.Obey("mute 1"), "ok");
  std::uint32_t value;
  EXPECT_EQ(bus_.Read(1, kPresentPosition, &value).outcome, Outcome::kNoStatus);
  EXPECT_EQ(*commands_.Obey("unmute 1"), "ok");
  EXPECT_EQ(*commands_.Obey("lose 1 1"), "ok");
  EXPECT_TRUE(bus_.Read(1, kPresentPosition, &value).ok());
  EXPECT_EQ(bus_.retried(), 3u);
  EXPECT_EQ(commands_.Obey("state")->substr(0, 5), "time ");
  EXPECT_EQ(*commands_.Obey("watchdogs"), "0 0 0 0 0 0 0 0 0");
  EXPECT_EQ(commands_.Obey("progress")->substr(0, 10), "success 0 ");
}

// What a person lays is laid while the arm goes on, and judged by the world's own predicate.
TEST_F(EmulatedArmTest, Obey_AScene_IsLaidAndJudged) {
  const std::string file =
      std::filesystem::temp_directory_path() / ("blindvla-widowx-" + std::to_string(getpid()) + "-scene.json");
  const auto lay = [&](double x, const std::string& more) {
    std::ofstream(file) << R"({"table": ")" << Compiler()->assets().tables().front() << R"(", "objects": [
        {"id": "source", "asset": "carrot", "pose": {"position": {"x": )"
                        << x << R"(, "z": 0.95}, "orientation": {"w": 1}}},
        {"id": "receptacle", "asset": "plate", "pose": {"position": {"x": -0.1, "z": 0.9}, "orientation": {"w": 1}}}],
        "arm_joint_positions": [0, 0, 0, 0, 0, 0], "finger_position": 0.03, "goal": {"put_on": {"object": "source", "receptacle": "receptacle"}})"
                        << more << "}";
    return commands_.Obey("scene " + file);
  };
  for (const auto& [x, success] : {std::pair(-0.3, "success 0"), std::pair(-0.1, "success 1")}) {
    EXPECT_EQ(lay(x, ""), std::nullopt);
    EXPECT_TRUE(commands_.is_busy());
    port_.Wait(std::chrono::milliseconds(100));
    EXPECT_EQ(commands_.Wait(std::chrono::minutes(1)), "ok");
    EXPECT_FALSE(commands_.is_busy());
    port_.Wait(std::chrono::seconds(1));
    EXPECT_EQ(commands_.Obey("progress")->substr(0, 9), success);
  }
  EXPECT_NE(lay(-0.1, R"(, "overlay": {})")->find("scene.overlay: nobody can lay that"), std::string::npos);
  EXPECT_NE(lay(-0.1, R"(, "events": [{}])")->find("scene.events: nobody can lay that"), std::string::npos);
  EXPECT_NE(lay(-0.1, R"(, "chairs": 4)")->find("is no scene"), std::string::npos);
  std::filesystem::remove(file);
}

TEST_F(EmulatedArmTest, Obey_WhatIsNoCommand_SaysWhatWasExpected) {
  EXPECT_EQ(*commands_.Obey("dance"), "error: there is no command 'dance'");
  EXPECT_EQ(*commands_.Obey(""), "error: expected a command");
  EXPECT_EQ(*commands_.Obey("mute"), "error: expected an id");
  EXPECT_EQ(*commands_.Obey("mute 10"), "error: there is no servo 10");
  EXPECT_EQ(*commands_.Obey("mute 1 now"), "error: expected no more, found 'now'");
  EXPECT_EQ(*commands_.Obey("temperature 1 nan"), "error: expected degrees C from 0 to 150, found 'nan'");
  EXPECT_EQ(*commands_.Obey("scene /nowhere"), "error: /nowhere is no file");
  EXPECT_EQ(*commands_.Obey("camera url"), "error: there is no camera");
}

}  // namespace
}  // namespace blindvla::widowx::testing
