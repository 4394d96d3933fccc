#include "control/arm_controller.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <string>
#include <utility>

#include "control/arm_interface.h"
#include "control/arm_kinematics.h"
#include "control/engine.h"
#include "control/robot_model.h"

namespace blindvla::testing {
namespace {

constexpr double kOpen = 0.037;

// The benchmark's start of the arm, and where that puts the gripper in the base frame.
constexpr JointPositions kStartJoints = {-0.01840777, 0.0398835, 0.22242722, -0.00460194, 1.36524296, 0.00153398};
constexpr std::array<double, 3> kStartGripper = {0.2921, -0.0061, 0.1353};

// Shared by all tests of the process: it is immutable.
std::shared_ptr<const mjModel> Robot() {
  static const std::shared_ptr<const mjModel> model = LoadRobot(ROBOT_MODEL);
  return model;
}

class ArmControllerTest : public ::testing::Test {
 protected:
  ArmControllerTest() { controller_.Begin(kStartJoints, kOpen); }

  std::array<double, kRobotJoints> Targets() {
    controller_.WriteTargets(data_.get());
    std::array<double, kRobotJoints> targets;
    for (int i = 0; i < kRobotJoints; ++i) targets[i] = data_->ctrl[arm_.actuator[i]];
    return targets;
  }

  // Where the joint targets put the gripper, base frame.
  Pose Reached() {
    const std::array<double, kRobotJoints> targets = Targets();
    for (int i = 0; i < kRobotJoints; ++i) data_->qpos[arm_.joint_qpos[i]] = targets[i];
    mj_kinematics(model_.get(), data_.get());
    return ReadGripperPose(*data_, arm_);
  }

  static double Distance(const Pose& a, const Pose& b) { return mju_dist3(a.position.data(), b.position.data()); }

  static double Angle(const Pose& a, const Pose& b) {
    std::array<double, 3> rotation;
    mju_subQuat(rotation.data(), a.quaternion.data(), b.quaternion.data());
    return mju_norm3(rotation.data());
  }

  std::shared_ptr<const mjModel> model_ = Robot();
  ArmAddresses arm_ = ArmAddresses::Of(*model_, Pose{});
  ArmController controller_{model_, arm_};
  DataPtr data_{mj_makeData(model_.get())};
};

TEST_F(ArmControllerTest, Begin_StartJoints_TargetIsTheBenchmarksStartOfTheGripper) {
  for (int i = 0; i < 3; ++i) EXPECT_NEAR(controller_.target().position[i], kStartGripper[i], 1e-4);
}

TEST_F(ArmControllerTest, Apply_Zero_KeepsTheJointTargets) {
  controller_.Apply(kHoldAction);
  const std::array<double, kRobotJoints> targets = Targets();
  for (int i = 0; i < kArmJoints; ++i) EXPECT_NEAR(targets[i], kStartJoints[i], 1e-6);
}

TEST_F(ArmControllerTest, After_AnAction_IsWhatApplyMakesAndChangesNothing) {
  const std::array<float, kActionLength> action = {0.02f, 0.01f, -0.03f, 0.1f, 0, 0.2f, -1};
  const ArmController::Targets before = controller_.targets();
  const ArmController::Targets after = controller_.After(action);
  EXPECT_EQ(controller_.targets().joints, before.joints);
  EXPECT_EQ(controller_.target().position, before.gripper.position);
  controller_.Apply(action);
  EXPECT_EQ(controller_.targets().joints, after.joints);
  EXPECT_EQ(controller_.target().quaternion, after.gripper.quaternion);
  controller_.SetTargets(before);
  EXPECT_EQ(controller_.target().position, before.gripper.position);
}

TEST_F(ArmControllerTest, Apply_Deltas_AccumulateOnTheTarget) {
  const Pose start = controller_.target();
  for (int i = 0; i < 10; ++i)
    controller_.Apply(std::array<float, kActionLength>{0.004f, 0.005f, -0.006f, 0, 0, 0.02f, 1});

  EXPECT_NEAR(controller_.target().position[0], start.position[0] + 0.04, 1e-6);
  EXPECT_NEAR(controller_.target().position[1], start.position[1] + 0.05, 1e-6);
  EXPECT_NEAR(controller_.target().position[2], start.position[2] - 0.06, 1e-6);
  EXPECT_NEAR(Angle(controller_.target(), start), 0.2, 1e-6);
  EXPECT_LT(Distance(Reached(), controller_.target()), 1e-6);
  EXPECT_LT(Angle(Reached(), controller_.target()), 1e-5);
}

TEST_F(ArmControllerTest, Apply_Rotation_IsIntrinsicXyzInTheBaseFrame) {
  const Pose start = controller_.target();
  const std::array<double, 3> angles = {0.3, -0.2, 0.1};
  controller_.Apply(std::array<float, kActionLength>{0, 0, 0, 0.3f, -0.2f, 0.1f, 1});

  // Rx Ry Rz, written out.
  const double cx = std::cos(angles[0]), sx = std::sin(angles[0]), cy = std::cos(angles[1]), sy = std::sin(angles[1]),
               cz = std::cos(angles[2]), sz = std::sin(angles[2]);
  const std::array<double, 9> rotation = {cy * cz,
                                          -cy * sz,
                                          sy,
                                          cx * sz + sx * sy * cz,
                                          cx * cz - sx * sy * sz,
                                          -sx * cy,
                                          sx * sz - cx * sy * cz,
                                          sx * cz + cx * sy * sz,
                                          cx * cy};
  std::array<double, 4> turn, expected;
  mju_mat2Quat(turn.data(), rotation.data());
  mju_mulQuat(expected.data(), turn.data(), start.quaternion.data());
  EXPECT_LT(Angle(controller_.target(), Pose{{}, expected}), 1e-6);
}

TEST_F(ArmControllerTest, Apply_OverTheWorkspace_ReachesEveryPose) {
  for (double x : {0.22, 0.3, 0.41}) {
    for (double y : {-0.14, 0.0, 0.14}) {
      for (double z : {0.02, 0.08, 0.15}) {
        for (double yaw : {-1.5, 0.0, 1.5}) {
          controller_.Begin(kStartJoints, kOpen);
          const auto& from = controller_.target().position;
          const std::array<double, 3> delta = {x - from[0], y - from[1], z - from[2]};
          for (int i = 0; i < 5; ++i) {
            controller_.Apply(std::array<float, kActionLength>{
                static_cast<float>(delta[0] / 5), static_cast<float>(delta[1] / 5), static_cast<float>(delta[2] / 5), 0,
                0, static_cast<float>(yaw / 5), 1});
          }
          EXPECT_LT(Distance(Reached(), controller_.target()), 1e-5) << x << " " << y << " " << z << " " << yaw;
          EXPECT_LT(Angle(Reached(), controller_.target()), 1e-4) << x << " " << y << " " << z << " " << yaw;
        }
      }
    }
  }
}

TEST_F(ArmControllerTest, Apply_TargetOutOfReach_StretchesTowardsItWithinLimits) {
  for (int i = 0; i < 20; ++i) controller_.Apply(std::array<float, kActionLength>{0.1f, 0, 0, 0, 0, 0, 1});

  const std::array<double, kRobotJoints> targets = Targets();
  for (int i = 0; i < kArmJoints; ++i) {
    EXPECT_GE(targets[i], arm_.joint_range[i][0]);
    EXPECT_LE(targets[i], arm_.joint_range[i][1]);
  }
  const Pose reached = Reached();
  EXPECT_GT(reached.position[0], 0.55);
  EXPECT_NEAR(reached.position[1], controller_.target().position[1], 0.02);
}

TEST_F(ArmControllerTest, Apply_OutOfReachAndBack_TracksAgain) {
  for (float dx : {0.5f, 0.5f, -0.5f, -0.5f}) controller_.Apply(std::array<float, kActionLength>{dx, 0, 0, 0, 0, 0, 1});

  EXPECT_LT(Distance(Reached(), controller_.target()), 1e-5);
  EXPECT_LT(Angle(Reached(), controller_.target()), 1e-4);
}

TEST_F(ArmControllerTest, Apply_Gripper_IsLinearOverTheTargetRange) {
  const std::array<std::pair<float, double>, 3> cases = {{{-1.0f, 0.014}, {0.0f, 0.026}, {1.0f, 0.038}}};
  for (const auto& [action, expected] : cases) {
    controller_.Apply(std::array<float, kActionLength>{0, 0, 0, 0, 0, 0, action});
    EXPECT_NEAR(Targets()[kArmJoints], expected, 1e-9);
    EXPECT_NEAR(Targets()[kArmJoints + 1], expected, 1e-9);
  }
}

TEST_F(ArmControllerTest, WriteForces_Saturated_LimitsSpringAndDamperTogether) {
  for (int i = 0; i < kRobotJoints; ++i) data_->qpos[arm_.joint_qpos[i]] = i < kArmJoints ? kStartJoints[i] : kOpen;
  data_->qpos[arm_.joint_qpos[0]] += 1;  // spring 1170 N m, limit 200 N m
  controller_.WriteTargets(data_.get());
  mj_step1(model_.get(), data_.get());
  controller_.WriteForces(*model_, data_.get());
  const double at_rest = data_->qfrc_applied[arm_.joint_dof[0]] - data_->qfrc_bias[arm_.joint_dof[0]];
  EXPECT_NEAR(at_rest, 1169.789 - 200, 0.01);

  data_->qvel[arm_.joint_dof[0]] = -1169.789 / 330;  // the damper holds the spring: nothing to limit
  mj_step1(model_.get(), data_.get());
  controller_.WriteForces(*model_, data_.get());
  const double moving = data_->qfrc_applied[arm_.joint_dof[0]] - data_->qfrc_bias[arm_.joint_dof[0]];
  EXPECT_NEAR(moving, 0, 0.01);
}

TEST(ArmAddressesTest, Of_AMountedArm_TheGripperIsSeenFromItsBase) {
  const std::shared_ptr<const mjModel> model = Robot();
  // Half a turn about the vertical, somewhere else: what the kinematics say of the base frame does not depend on it.
  const Pose mount{{0.147, 0.028, 0.870}, {0, 0, 0, 1}};
  ModelPtr mounted(mj_copyModel(nullptr, model.get()));
  const int base = FindId(*mounted, mjOBJ_BODY, "base_link");
  std::copy(mount.position.begin(), mount.position.end(), mounted->body_pos + 3 * base);
  std::copy(mount.quaternion.begin(), mount.quaternion.end(), mounted->body_quat + 4 * base);
  ArmKinematics there(std::shared_ptr<const mjModel>(std::move(mounted)), ArmAddresses::Of(*model, mount));

  const Pose gripper = there.GripperPose(kStartJoints);
  for (int i = 0; i < 3; ++i) EXPECT_NEAR(gripper.position[i], kStartGripper[i], 1e-4);
  const JointPositions solved = there.SolveJoints(gripper, kStartJoints);
  for (int i = 0; i < kArmJoints; ++i) EXPECT_NEAR(solved[i], kStartJoints[i], 1e-6);
}

TEST(ArmAddressesTest, Of_AModelWithoutTheArm_NamesWhatIsMissing) {
  ModelPtr other(mj_copyModel(nullptr, Robot().get()));
  const int joint = FindId(*other, mjOBJ_JOINT, "elbow");
  other->names[other->name_jntadr[joint]] = 'x';
  try {
    ArmAddresses::Of(*other, Pose{});
    FAIL() << "expected an EngineFault";
  } catch (const EngineFault& fault) {
    EXPECT_NE(std::string(fault.what()).find("'elbow'"), std::string::npos) << fault.what();
  }
}

TEST(ArmInterfaceTest, Specs_AddUpToTheLengths) {
  int action = 0, state = 0;
  for (const ArraySpec& part : ActionSpec()) action += part.length;
  for (const ArraySpec& part : StateSpec()) state += part.length;
  EXPECT_EQ(action, kActionLength);
  EXPECT_EQ(state, kStateLength);
}

}  // namespace
}  // namespace blindvla::testing
