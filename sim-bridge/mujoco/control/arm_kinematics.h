#ifndef BLINDVLA_CONTROL_ARM_KINEMATICS_H_
#define BLINDVLA_CONTROL_ARM_KINEMATICS_H_

#include <mujoco/mujoco.h>

#include <memory>
#include <vector>

#include "control/arm_addresses.h"
#include "control/engine.h"
#include "control/pose.h"

namespace blindvla {

// Of the gripper site, base frame, where `data` has it. Needs the site poses of mj_kinematics.
Pose ReadGripperPose(const mjData& data, const ArmAddresses& arm);

// From joint positions to the gripper's pose and back. Looks at nothing of a model but the arm. Not thread-safe.
class ArmKinematics {
 public:
  ArmKinematics(std::shared_ptr<const mjModel> model, const ArmAddresses& arm);

  // Of the gripper site, base frame.
  Pose GripperPose(const JointPositions& joints);

  // The joint positions, within their limits and on the same branch as `start`, that bring the gripper nearest to
  // `target`.
  JointPositions SolveJoints(const Pose& target, const JointPositions& start);

 private:
  std::shared_ptr<const mjModel> model_;
  ArmAddresses arm_;
  DataPtr scratch_;
  std::vector<mjtNum> position_jacobian_;  // of the whole model: three rows of its velocities
  std::vector<mjtNum> rotation_jacobian_;
};

}  // namespace blindvla

#endif  // BLINDVLA_CONTROL_ARM_KINEMATICS_H_
