#ifndef BLINDVLA_CONTROL_ARM_CONTROLLER_H_
#define BLINDVLA_CONTROL_ARM_CONTROLLER_H_

#include <mujoco/mujoco.h>

#include <array>
#include <memory>
#include <span>

#include "control/arm_addresses.h"
#include "control/arm_kinematics.h"
#include "control/pose.h"

namespace blindvla {

// Turns delta end-effector actions into joint targets of the arm's drives, and stands in for what the drives do besides
// pulling.
//
// Deltas accumulate on the target pose, not on the measured one, so that lag does not eat motion. The target may lie
// out of reach; the joints then go to the nearest pose within their limits.
class ArmController {
 public:
  ArmController(std::shared_ptr<const mjModel> model, const ArmAddresses& arm);

  // The arm rests at these joint positions and holds them.
  void Begin(const JointPositions& joint_positions, double finger_position);

  // `action` as ActionSpec() declares it.
  void Apply(std::span<const float> action);

  // In the place of an action: joint targets of a controller of somebody else's.
  void SetJointTargets(const std::array<double, kRobotJoints>& targets) { joint_targets_ = targets; }

  // The targets into data->ctrl.
  void WriteTargets(mjData* data) const;

  // With which the drive of a joint moves it now, besides carrying the arm's weight: N m, fingers N.
  double DriveForce(const mjModel& model, const mjData& data, int joint) const;

  // To be called in every substep between mj_step1 and mj_step2: weightlessness of the arm, and the limits of its
  // drives.
  void WriteForces(const mjModel& model, mjData* data) const;

  // Of the gripper site, base frame.
  const Pose& target() const { return target_; }

 private:
  double UnlimitedForce(const mjModel& model, const mjData& data, int joint) const;

  std::shared_ptr<const mjModel> model_;
  ArmAddresses arm_;
  ArmKinematics kinematics_;
  Pose target_;
  std::array<double, kRobotJoints> joint_targets_{};
};

}  // namespace blindvla

#endif  // BLINDVLA_CONTROL_ARM_CONTROLLER_H_
