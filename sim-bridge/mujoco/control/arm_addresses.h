#ifndef BLINDVLA_CONTROL_ARM_ADDRESSES_H_
#define BLINDVLA_CONTROL_ARM_ADDRESSES_H_

#include <mujoco/mujoco.h>

#include <array>

#include "control/pose.h"

namespace blindvla {

inline constexpr int kArmJoints = 6;
inline constexpr int kRobotJoints = 8;  // the arm's, then the left and the right finger

using JointPositions = std::array<double, kArmJoints>;  // rad, waist to wrist_rotate

// Where the arm is in a model, and what its drives can do.
struct ArmAddresses {
  std::array<int, kRobotJoints> joint_qpos;
  std::array<int, kRobotJoints> joint_dof;
  std::array<std::array<double, 2>, kRobotJoints> joint_range;  // rad; fingers m
  std::array<int, kRobotJoints> actuator;
  std::array<double, kRobotJoints> drive_force_limit;  // N m; fingers N
  int gripper_site;
  Pose base;  // of base_link, world frame

  // Throws EngineFault, naming what is missing, when the model has no such arm. `base`: where it has been mounted.
  static ArmAddresses Of(const mjModel& model, const Pose& base);
};

}  // namespace blindvla

#endif  // BLINDVLA_CONTROL_ARM_ADDRESSES_H_
