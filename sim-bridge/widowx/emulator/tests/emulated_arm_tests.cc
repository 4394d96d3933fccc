#include "widowx/emulator/emulated_arm.h"

#include <gtest/gtest.h>

#include <cmath>

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

TEST_F(EmulatedArmTest, LayScene_ArmStaysWhereItIs) {
  Hold();
  Go(0, 0.5);
  port_.Wait(std::chrono::seconds(2));
  const double before = arm_.JointAngles()[0];
  arm_.LayScene(StandardScene(Compiler()->assets()));
  EXPECT_EQ(arm_.JointAngles()[0], before);
  port_.Wait(std::chrono::milliseconds(100));
  EXPECT_NEAR(arm_.JointAngles()[0], 0.5, 0.01);
}

TEST_F(EmulatedArmTest, Obey_Faults_AreDone) {
  EXPECT_EQ(Obey("temperature 7 70", &arm_), "ok");
  EXPECT_EQ(arm_.chain().Find(7)->Get(kPresentTemperature), 70);
  EXPECT_EQ(Obey("error 2 32", &arm_), "ok");
  EXPECT_TRUE(arm_.chain().Find(2)->has_alert());
  EXPECT_EQ(Obey("mute 1", &arm_), "ok");
  std::uint32_t value;
  EXPECT_EQ(bus_.Read(1, kPresentPosition, &value).outcome, Outcome::kNoStatus);
  EXPECT_EQ(Obey("unmute 1", &arm_), "ok");
  EXPECT_EQ(Obey("lose 1 1", &arm_), "ok");
  EXPECT_TRUE(bus_.Read(1, kPresentPosition, &value).ok());
  EXPECT_EQ(bus_.retried(), 3u);
  EXPECT_EQ(Obey("state", &arm_).substr(0, 5), "time ");
  EXPECT_EQ(Obey("watchdogs", &arm_), "0 0 0 0 0 0 0 0 0");
  EXPECT_EQ(Obey("progress", &arm_).substr(0, 10), "success 0 ");
}

TEST_F(EmulatedArmTest, Obey_WhatIsNoCommand_SaysWhatWasExpected) {
  EXPECT_EQ(Obey("dance", &arm_), "error: there is no command 'dance'");
  EXPECT_EQ(Obey("", &arm_), "error: expected a command");
  EXPECT_EQ(Obey("mute", &arm_), "error: expected an id");
  EXPECT_EQ(Obey("mute 10", &arm_), "error: there is no servo 10");
  EXPECT_EQ(Obey("mute 1 now", &arm_), "error: expected no more, found 'now'");
  EXPECT_EQ(Obey("temperature 1 nan", &arm_), "error: expected degrees C from 0 to 150, found 'nan'");
  EXPECT_EQ(Obey("scene /nowhere", &arm_), "error: /nowhere is no file");
}

}  // namespace
}  // namespace blindvla::widowx::testing
