#include "control/arm_interface.h"

#include "control/arm_addresses.h"

namespace blindvla {
namespace {

constexpr double kMaxTranslation = 0.5;  // m per control step
constexpr double kMaxRotation = 3.2;     // rad per control step

}  // namespace

std::vector<ArraySpec> ActionSpec() {
  return {{"position", 3, "delta_xyz", "m", "base", -kMaxTranslation, kMaxTranslation},
          {"rotation", 3, "delta_euler_xyz_intrinsic", "rad", "base", -kMaxRotation, kMaxRotation},
          {"gripper", 1, "open_positive", "1", "", -1, 1}};
}

std::vector<ArraySpec> StateSpec() {
  return {{"arm_joint_positions", kArmJoints, "joint_position", "rad", "", {}, {}},
          {"finger_position", 1, "joint_position", "m", "", {}, {}},
          {"gripper_position", 3, "xyz", "m", "base", {}, {}},
          {"gripper_orientation", 4, "quaternion_wxyz", "1", "base", {}, {}}};
}

}  // namespace blindvla
