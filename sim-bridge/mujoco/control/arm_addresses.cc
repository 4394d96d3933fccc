#include "control/arm_addresses.h"

#include "control/engine.h"

namespace blindvla {
namespace {

constexpr std::array<const char*, kRobotJoints> kJointNames = {
    "waist", "shoulder", "elbow", "forearm_roll", "wrist_angle", "wrist_rotate", "left_finger", "right_finger"};

}  // namespace

ArmAddresses ArmAddresses::Of(const mjModel& model, const Pose& base) {
  ArmAddresses arm;
  const mjtNum* limits = FindNumeric(model, "drive_force_limit", kRobotJoints);
  for (int i = 0; i < kRobotJoints; ++i) {
    const int joint = FindId(model, mjOBJ_JOINT, kJointNames[i]);
    arm.joint_qpos[i] = model.jnt_qposadr[joint];
    arm.joint_dof[i] = model.jnt_dofadr[joint];
    arm.joint_range[i] = {model.jnt_range[2 * joint], model.jnt_range[2 * joint + 1]};
    arm.actuator[i] = FindId(model, mjOBJ_ACTUATOR, kJointNames[i]);
    arm.drive_force_limit[i] = limits[i];
  }
  arm.gripper_site = FindId(model, mjOBJ_SITE, "gripper");
  arm.base = base;
  return arm;
}

}  // namespace blindvla
