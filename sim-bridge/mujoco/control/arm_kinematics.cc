#include "control/arm_kinematics.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace blindvla {
namespace {

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

// For kinematics only: without the room for contacts, which is nearly all of an mjData.
DataPtr MakeKinematicData(const mjModel& model) {
  mjModel settings = model;  // shallow
  settings.nconmax = 0;
  settings.njmax = 0;
  return DataPtr(mj_makeData(&settings));
}

}  // namespace

Pose ReadGripperPose(const mjData& data, const ArmAddresses& arm) {
  Pose world;
  std::copy_n(data.site_xpos + 3 * arm.gripper_site, 3, world.position.begin());
  mju_mat2Quat(world.quaternion.data(), data.site_xmat + 9 * arm.gripper_site);
  return Compose(Inverse(arm.base), world);
}

ArmKinematics::ArmKinematics(std::shared_ptr<const mjModel> model, const ArmAddresses& arm)
    : model_(std::move(model)),
      arm_(arm),
      scratch_(MakeKinematicData(*model_)),
      position_jacobian_(3 * model_->nv),
      rotation_jacobian_(3 * model_->nv) {}

Pose ArmKinematics::GripperPose(const JointPositions& joints) {
  for (int i = 0; i < kArmJoints; ++i) scratch_->qpos[arm_.joint_qpos[i]] = joints[i];
  mj_kinematics(model_.get(), scratch_.get());
  return ReadGripperPose(*scratch_, arm_);
}

// Levenberg-Marquardt on the pose error. Joints that press against a limit are left out of the step, which makes the
// answer for a target out of reach a constrained minimum instead of a clipped one.
JointPositions ArmKinematics::SolveJoints(const Pose& target, const JointPositions& start) {
  const mjModel* model = model_.get();
  JointPositions joints = start;
  std::array<double, 9> world_to_base;
  mju_quat2Mat(world_to_base.data(), Inverse(arm_.base).quaternion.data());

  double damping = kInitialDamping;
  std::array<double, kTwist> error = PoseError(GripperPose(joints), target);
  for (int iteration = 0; iteration < kMaxIterations && damping < kMaxDamping; ++iteration) {
    const double cost = SquaredNorm(error);
    if (cost < kConverged * kConverged) break;

    GripperPose(joints);
    mj_comPos(model, scratch_.get());
    mj_jacSite(model, scratch_.get(), position_jacobian_.data(), rotation_jacobian_.data(), arm_.gripper_site);
    // Column j: how joint j moves the gripper, base frame, rotation weighted.
    std::array<std::array<double, kTwist>, kArmJoints> columns;
    JointPositions gradient;
    for (int j = 0; j < kArmJoints; ++j) {
      const int dof = arm_.joint_dof[j];
      std::array<double, 3> linear, angular;
      for (int row = 0; row < 3; ++row) {
        linear[row] = position_jacobian_[row * model->nv + dof];
        angular[row] = kMetersPerRadian * rotation_jacobian_[row * model->nv + dof];
      }
      mju_mulMatVec(columns[j].data(), world_to_base.data(), linear.data(), 3, 3);
      mju_mulMatVec(columns[j].data() + 3, world_to_base.data(), angular.data(), 3, 3);
      gradient[j] = mju_dot(columns[j].data(), error.data(), kTwist);
      const auto [lower, upper] = arm_.joint_range[j];
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
    JointPositions step;
    mju_cholSolve(step.data(), normal.data(), gradient.data(), kArmJoints);

    double largest = 0;
    for (double change : step) largest = std::max(largest, std::abs(change));
    const double scale = std::min(1.0, kMaxJointStep / std::max(largest, 1e-12));
    JointPositions candidate;
    for (int j = 0; j < kArmJoints; ++j) {
      candidate[j] = std::clamp(joints[j] + scale * step[j], arm_.joint_range[j][0], arm_.joint_range[j][1]);
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
