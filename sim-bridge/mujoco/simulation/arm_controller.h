#ifndef BLINDVLA_SIMULATION_ARM_CONTROLLER_H_
#define BLINDVLA_SIMULATION_ARM_CONTROLLER_H_

#include <mujoco/mujoco.h>

#include <array>
#include <memory>
#include <span>

#include "simulation/pose.h"
#include "simulation/scene_compiler.h"

namespace blindvla {

// Turns delta end-effector actions into joint targets of the arm's drives, and stands in for what the drives do besides
// pulling.
//
// Deltas accumulate on the target pose, not on the measured one, so that lag does not eat motion. The target may lie
// out of reach; the joints then go to the nearest pose within their limits.
class ArmController {
 public:
  // `scene` must outlive the controller.
  explicit ArmController(const CompiledScene& scene);

  // The arm rests at these joint positions and holds them.
  void Begin(const std::array<double, kArmJoints>& joint_positions, double finger_position);

  // `action` as ActionSpec() declares it.
  void Apply(std::span<const float> action);

  // The targets into data->ctrl.
  void WriteTargets(mjData* data) const;

  // To be called in every substep between mj_step1 and mj_step2: weightlessness of the arm, and the limits of its
  // drives.
  void WriteForces(const mjModel& model, mjData* data) const;

  // Of the gripper site, base frame.
  const Pose& target() const { return target_; }

 private:
  Pose GripperPose(const std::array<double, kArmJoints>& joint_positions) const;
  std::array<double, kArmJoints> SolveJoints(const Pose& target, std::array<double, kArmJoints> joints) const;

  const CompiledScene& scene_;
  DataPtr scratch_;  // for forward kinematics only
  Pose target_;
  std::array<double, kRobotJoints> joint_targets_{};
};

}  // namespace blindvla

#endif  // BLINDVLA_SIMULATION_ARM_CONTROLLER_H_
