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
  // Where the arm is being driven to.
  struct Targets {
    Pose gripper;  // of the gripper site, base frame
    std::array<double, kRobotJoints> joints{};
  };

  ArmController(std::shared_ptr<const mjModel> model, const ArmAddresses& arm);

  // The arm rests at these joint positions and holds them.
  void Begin(const JointPositions& joint_positions, double finger_position);

  // `action` as ActionSpec() declares it.
  void Apply(std::span<const float> action) { targets_ = After(action); }

  // What Apply would make of the targets, for whoever looks at them first; SetTargets then takes them.
  Targets After(std::span<const float> action);
  // The same for where each joint is to be, rad, and the gripper as in the other kind of action.
  Targets AfterJoints(std::span<const float> action);
  void SetTargets(const Targets& targets) { targets_ = targets; }

  // In the place of an action: joint targets of a controller of somebody else's.
  void SetJointTargets(const std::array<double, kRobotJoints>& targets) { targets_.joints = targets; }

  // The targets into data->ctrl.
  void WriteTargets(mjData* data) const;

  // With which the drive of a joint moves it now, besides carrying the arm's weight: N m, fingers N.
  double DriveForce(const mjModel& model, const mjData& data, int joint) const;

  // To be called in every substep between mj_step1 and mj_step2: weightlessness of the arm, and the limits of its
  // drives.
  void WriteForces(const mjModel& model, mjData* data) const;

  // Of the gripper site, base frame.
  const Pose& target() const { return targets_.gripper; }
  const Targets& targets() const { return targets_; }

  // Where joint positions put the gripper site, base frame.
  Pose GripperPose(const JointPositions& joints) { return kinematics_.GripperPose(joints); }

 private:
  void SetFingers(float open, Targets* targets) const;
  double UnlimitedForce(const mjModel& model, const mjData& data, int joint) const;

  std::shared_ptr<const mjModel> model_;
  ArmAddresses arm_;
  ArmKinematics kinematics_;
  Targets targets_;
};

}  // namespace blindvla

#endif  // BLINDVLA_CONTROL_ARM_CONTROLLER_H_
