#include "simulation/arm_controller.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "simulation/workcell.h"

namespace blindvla {
namespace {

using Joints = std::array<double, kArmJoints>;

// A radian of error weighs as much as this many metres: about the length of the hand.
constexpr double kMetersPerRadian = 0.15;
constexpr int kTwist = 6;  // position, then rotation
constexpr int kMaxIterations = 100;
constexpr double kConverged = 1e-7;  // m, weighted norm of the pose error
constexpr double kInitialDamping = 1e-6;
constexpr double kMaxDamping = 1e3;
constexpr double kMaxJointStep = 0.3;  // rad per iteration: stays on the same branch of the kinematics

// From the current pose to the target, rotation weighted.
std::array<double, kTwist> PoseError(const Pose& current, const Pose& target) {
  std::array<double, kTwist> error;
  for (int i = 0; i < 3; ++i) error[i] = target.position[i] - current.position[i];
  std::array<double, 4> inverse, difference;
  mju_negQuat(inverse.data(), current.quaternion.data());
  mju_mulQuat(difference.data(), target.quaternion.data(), inverse.data());
  mju_quat2Vel(error.data() + 3, difference.data(), 1);
  for (int i = 3; i < kTwist; ++i) error[i] *= kMetersPerRadian;
  return error;
}

double SquaredNorm(const std::array<double, kTwist>& error) { return mju_dot(error.data(), error.data(), kTwist); }

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

// For kinematics only: without the room for contacts, which is nearly all of an mjData.
DataPtr MakeKinematicData(const mjModel& model) {
  mjModel settings = model;  // shallow
  settings.nconmax = 0;
  settings.njmax = 0;
  return DataPtr(mj_makeData(&settings));
}

}  // namespace

ArmController::ArmController(const CompiledScene& scene) : scene_(scene), scratch_(MakeKinematicData(*scene.model)) {}

void ArmController::Begin(const Joints& joint_positions, double finger_position) {
  target_ = GripperPose(joint_positions);
  std::copy(joint_positions.begin(), joint_positions.end(), joint_targets_.begin());
  std::fill(joint_targets_.begin() + kArmJoints, joint_targets_.end(), finger_position);
}

void ArmController::Apply(std::span<const float> action) {
  for (int i = 0; i < 3; ++i) target_.position[i] += action[i];
  const std::array<double, 4> turn = IntrinsicXyz({action[3], action[4], action[5]});
  std::array<double, 4> turned;
  mju_mulQuat(turned.data(), turn.data(), target_.quaternion.data());
  mju_normalize4(turned.data());
  target_.quaternion = turned;

  Joints joints;
  std::copy_n(joint_targets_.begin(), kArmJoints, joints.begin());
  joints = SolveJoints(target_, joints);
  std::copy(joints.begin(), joints.end(), joint_targets_.begin());
  for (int i = kArmJoints; i < kRobotJoints; ++i) {
    const mjtNum* range = scene_.model->actuator_ctrlrange + 2 * scene_.actuator[i];
    joint_targets_[i] = range[0] + (action[6] + 1) / 2 * (range[1] - range[0]);
  }
}

void ArmController::WriteTargets(mjData* data) const {
  for (int i = 0; i < kRobotJoints; ++i) data->ctrl[scene_.actuator[i]] = joint_targets_[i];
}

void ArmController::WriteForces(const mjModel& model, mjData* data) const {
  for (int i = 0; i < kRobotJoints; ++i) {
    const int dof = scene_.joint_dof[i];
    const double spring =
        model.actuator_gainprm[mjNGAIN * scene_.actuator[i]] * (joint_targets_[i] - data->qpos[scene_.joint_qpos[i]]);
    const double drive = spring - model.dof_damping[dof] * data->qvel[dof];
    const double limit = scene_.drive_force_limit[i];
    // qfrc_bias is gravity (and the arm's own centrifugal forces, which are three orders below the damping).
    data->qfrc_applied[dof] = data->qfrc_bias[dof] + std::clamp(drive, -limit, limit) - drive;
  }
}

Pose ArmController::GripperPose(const Joints& joint_positions) const {
  mjData* scratch = scratch_.get();
  for (int i = 0; i < kArmJoints; ++i) scratch->qpos[scene_.joint_qpos[i]] = joint_positions[i];
  mj_kinematics(scene_.model.get(), scratch);
  Pose world;
  std::copy_n(scratch->site_xpos + 3 * scene_.gripper_site, 3, world.position.begin());
  mju_mat2Quat(world.quaternion.data(), scratch->site_xmat + 9 * scene_.gripper_site);
  return Compose(Inverse(kRobotBase), world);
}

// Levenberg-Marquardt on the pose error. Joints that press against a limit are left out of the step, which makes the
// answer for a target out of reach a constrained minimum instead of a clipped one.
Joints ArmController::SolveJoints(const Pose& target, Joints joints) const {
  const mjModel* model = scene_.model.get();
  std::vector<mjtNum> position_jacobian(3 * model->nv), rotation_jacobian(3 * model->nv);
  std::array<double, 9> world_to_base;
  mju_quat2Mat(world_to_base.data(), Inverse(kRobotBase).quaternion.data());

  double damping = kInitialDamping;
  std::array<double, kTwist> error = PoseError(GripperPose(joints), target);
  for (int iteration = 0; iteration < kMaxIterations && damping < kMaxDamping; ++iteration) {
    const double cost = SquaredNorm(error);
    if (cost < kConverged * kConverged) break;

    GripperPose(joints);
    mj_comPos(model, scratch_.get());
    mj_jacSite(model, scratch_.get(), position_jacobian.data(), rotation_jacobian.data(), scene_.gripper_site);
    // Column j: how joint j moves the gripper, base frame, rotation weighted.
    std::array<std::array<double, kTwist>, kArmJoints> columns;
    Joints gradient;
    for (int j = 0; j < kArmJoints; ++j) {
      const int dof = scene_.joint_dof[j];
      std::array<double, 3> linear, angular;
      for (int row = 0; row < 3; ++row) {
        linear[row] = position_jacobian[row * model->nv + dof];
        angular[row] = kMetersPerRadian * rotation_jacobian[row * model->nv + dof];
      }
      mju_mulMatVec(columns[j].data(), world_to_base.data(), linear.data(), 3, 3);
      mju_mulMatVec(columns[j].data() + 3, world_to_base.data(), angular.data(), 3, 3);
      gradient[j] = mju_dot(columns[j].data(), error.data(), kTwist);
      const auto [lower, upper] = scene_.joint_range[j];
      if ((joints[j] <= lower && gradient[j] < 0) || (joints[j] >= upper && gradient[j] > 0)) {
        columns[j].fill(0);
        gradient[j] = 0;
      }
    }

    std::array<double, kArmJoints * kArmJoints> normal;
    for (int i = 0; i < kArmJoints; ++i) {
      for (int j = 0; j < kArmJoints; ++j)
        normal[i * kArmJoints + j] = mju_dot(columns[i].data(), columns[j].data(), kTwist);
      normal[i * (kArmJoints + 1)] += damping;
    }
    mju_cholFactor(normal.data(), kArmJoints, 0);
    Joints step;
    mju_cholSolve(step.data(), normal.data(), gradient.data(), kArmJoints);

    double largest = 0;
    for (double change : step) largest = std::max(largest, std::abs(change));
    const double scale = std::min(1.0, kMaxJointStep / std::max(largest, 1e-12));
    Joints candidate;
    for (int j = 0; j < kArmJoints; ++j) {
      candidate[j] = std::clamp(joints[j] + scale * step[j], scene_.joint_range[j][0], scene_.joint_range[j][1]);
    }
    const std::array<double, kTwist> candidate_error = PoseError(GripperPose(candidate), target);
    if (SquaredNorm(candidate_error) < cost) {
      joints = candidate;
      error = candidate_error;
      damping = std::max(damping / 4, kInitialDamping);
    } else {
      damping *= 8;
    }
  }
  return joints;
}

}  // namespace blindvla
