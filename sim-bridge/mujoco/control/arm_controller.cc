#include "control/arm_controller.h"

#include <algorithm>

namespace blindvla {
namespace {

// Quaternion of Rx(x) Ry(y) Rz(z).
std::array<double, 4> IntrinsicXyz(const std::array<double, 3>& angles) {
  std::array<double, 4> result{1, 0, 0, 0};
  for (int axis = 0; axis < 3; ++axis) {
    std::array<double, 3> direction{};
    direction[axis] = 1;
    std::array<double, 4> turn, product;
    mju_axisAngle2Quat(turn.data(), direction.data(), angles[axis]);
    mju_mulQuat(product.data(), result.data(), turn.data());
    result = product;
  }
  return result;
}

}  // namespace

ArmController::ArmController(std::shared_ptr<const mjModel> model, const ArmAddresses& arm)
    : model_(std::move(model)), arm_(arm), kinematics_(model_, arm) {}

void ArmController::Begin(const JointPositions& joint_positions, double finger_position) {
  targets_.gripper = kinematics_.GripperPose(joint_positions);
  std::copy(joint_positions.begin(), joint_positions.end(), targets_.joints.begin());
  std::fill(targets_.joints.begin() + kArmJoints, targets_.joints.end(), finger_position);
}

ArmController::Targets ArmController::After(std::span<const float> action) {
  Targets after = targets_;
  for (int i = 0; i < 3; ++i) after.gripper.position[i] += action[i];
  const std::array<double, 4> turn = IntrinsicXyz({action[3], action[4], action[5]});
  std::array<double, 4> turned;
  mju_mulQuat(turned.data(), turn.data(), after.gripper.quaternion.data());
  mju_normalize4(turned.data());
  after.gripper.quaternion = turned;

  JointPositions joints;
  std::copy_n(after.joints.begin(), kArmJoints, joints.begin());
  joints = kinematics_.SolveJoints(after.gripper, joints);
  std::copy(joints.begin(), joints.end(), after.joints.begin());
  SetFingers(action[6], &after);
  return after;
}

ArmController::Targets ArmController::AfterJoints(std::span<const float> action) {
  Targets after = targets_;
  std::copy_n(action.begin(), kArmJoints, after.joints.begin());
  JointPositions joints;
  std::copy_n(after.joints.begin(), kArmJoints, joints.begin());
  after.gripper = kinematics_.GripperPose(joints);
  SetFingers(action[kArmJoints], &after);
  return after;
}

void ArmController::SetFingers(float open, Targets* targets) const {
  for (int i = kArmJoints; i < kRobotJoints; ++i) {
    const mjtNum* range = model_->actuator_ctrlrange + 2 * arm_.actuator[i];
    targets->joints[i] = range[0] + (open + 1) / 2 * (range[1] - range[0]);
  }
}

void ArmController::WriteTargets(mjData* data) const {
  for (int i = 0; i < kRobotJoints; ++i) data->ctrl[arm_.actuator[i]] = targets_.joints[i];
}

double ArmController::UnlimitedForce(const mjModel& model, const mjData& data, int joint) const {
  const double spring = model.actuator_gainprm[mjNGAIN * arm_.actuator[joint]] *
                        (targets_.joints[joint] - data.qpos[arm_.joint_qpos[joint]]);
  return spring - model.dof_damping[arm_.joint_dof[joint]] * data.qvel[arm_.joint_dof[joint]];
}

double ArmController::DriveForce(const mjModel& model, const mjData& data, int joint) const {
  const double limit = arm_.drive_force_limit[joint];
  return std::clamp(UnlimitedForce(model, data, joint), -limit, limit);
}

void ArmController::WriteForces(const mjModel& model, mjData* data) const {
  for (int i = 0; i < kRobotJoints; ++i) {
    const int dof = arm_.joint_dof[i];
    // qfrc_bias is gravity (and the arm's own centrifugal forces, which are three orders below the damping).
    data->qfrc_applied[dof] = data->qfrc_bias[dof] + DriveForce(model, *data, i) - UnlimitedForce(model, *data, i);
  }
}

}  // namespace blindvla
