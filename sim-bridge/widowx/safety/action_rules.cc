#include "widowx/safety/action_rules.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "widowx/rig/action_space.h"

namespace blindvla::widowx {
namespace {

// How far from what was asked for the joints may end up: a solution that was cut off at a limit is another motion.
constexpr double kMaxMiss = 0.01;  // m

double Norm(double x, double y, double z) { return std::sqrt(x * x + y * y + z * z); }

// rad, of the one turn that brings one orientation to the other.
double AngleBetween(const Pose& from, const Pose& to) {
  const std::array<double, 4>& turn = Compose(Inverse(from), to).quaternion;
  return 2 * std::atan2(Norm(turn[1], turn[2], turn[3]), std::abs(turn[0]));
}

}  // namespace

ActionRules::ActionRules(const Rig& rig) : rig_(rig) {
  int index = 0;
  for (const ArraySpec& part : ActionSpecOf(rig)) {
    for (int i = 0; i < part.length; ++i, ++index) {
      minimum_[index] = static_cast<float>(part.minimum.value_or(-std::numeric_limits<double>::infinity()));
      maximum_[index] = static_cast<float>(part.maximum.value_or(std::numeric_limits<double>::infinity()));
    }
  }
}

Finding ActionRules::JudgeAsked(std::span<const float> action, double age) const {
  if (action.size() != kActionLength) return {Rule::kLength, -1, static_cast<double>(action.size()), kActionLength};
  for (int i = 0; i < kActionLength; ++i)
    if (!std::isfinite(action[i])) return {Rule::kNotFinite, i, action[i], 0};
  for (int i = 0; i < kActionLength; ++i) {
    if (action[i] < minimum_[i]) return {Rule::kBounds, i, action[i], minimum_[i]};
    if (action[i] > maximum_[i]) return {Rule::kBounds, i, action[i], maximum_[i]};
  }
  const SafetyLimits& limits = rig_.safety;
  if (!(age <= limits.max_action_age)) return {Rule::kStaleAction, -1, age, limits.max_action_age};
  // How far joints move the gripper shows where they lead.
  if (rig_.actions == ActionConvention::kJointPositions) return {};
  const double translation = Norm(action[0], action[1], action[2]);
  if (translation > limits.max_translation) return {Rule::kTranslation, -1, translation, limits.max_translation};
  const double rotation = Norm(action[3], action[4], action[5]);
  if (rotation > limits.max_rotation) return {Rule::kRotation, -1, rotation, limits.max_rotation};
  return {};
}

Finding ActionRules::JudgeMotion(const ArmController::Targets& before, const ArmController::Targets& after,
                                 const Pose& reached, const JointPositions& velocity) const {
  const SafetyLimits& limits = rig_.safety;
  const std::array<double, 3>& gripper = after.gripper.position;
  if (rig_.actions == ActionConvention::kJointPositions) {
    const std::array<double, 3>& from = before.gripper.position;
    const double translation = Norm(gripper[0] - from[0], gripper[1] - from[1], gripper[2] - from[2]);
    if (!(translation <= limits.max_translation)) return {Rule::kTranslation, -1, translation, limits.max_translation};
    const double rotation = AngleBetween(before.gripper, after.gripper);
    if (!(rotation <= limits.max_rotation)) return {Rule::kRotation, -1, rotation, limits.max_rotation};
  }
  for (int axis = 0; axis < 3; ++axis) {
    if (!(gripper[axis] >= limits.min_gripper[axis]))
      return {Rule::kWorkspace, axis, gripper[axis], limits.min_gripper[axis]};
    if (!(gripper[axis] <= limits.max_gripper[axis]))
      return {Rule::kWorkspace, axis, gripper[axis], limits.max_gripper[axis]};
  }
  const Pose tip = Compose(after.gripper, Pose{{kFingerReach, 0, 0}});
  const double lowest = std::min(gripper[2], tip.position[2]);
  if (!(lowest >= limits.table_height)) return {Rule::kTable, -1, lowest, limits.table_height};

  const double miss =
      Norm(reached.position[0] - gripper[0], reached.position[1] - gripper[1], reached.position[2] - gripper[2]);
  if (!(miss <= kMaxMiss)) return {Rule::kReach, -1, miss, kMaxMiss};

  for (int i = 0; i < kArmJoints; ++i) {
    const double position = after.joints[i];
    const auto [lower, upper] = rig_.JointRange(i);
    if (!(position >= lower)) return {Rule::kJointPosition, i, position, lower};
    if (!(position <= upper)) return {Rule::kJointPosition, i, position, upper};
    const double speed = (position - before.joints[i]) / rig_.motion.control_period;
    if (!(std::abs(speed) <= limits.max_velocity))
      return {Rule::kJointVelocity, i, std::abs(speed), limits.max_velocity};
    const double acceleration = std::abs(speed - velocity[i]) / rig_.motion.control_period;
    if (!(acceleration <= limits.max_acceleration))
      return {Rule::kJointAcceleration, i, acceleration, limits.max_acceleration};
  }
  return {};
}

}  // namespace blindvla::widowx
