#include "widowx/rig/action_space.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace blindvla::widowx {
namespace {

// An action has floats: the first that is not below, and the last that is not above a bound.
double NotBelow(double bound) {
  const float nearest = static_cast<float>(bound);
  return nearest >= bound ? nearest : std::nextafter(nearest, std::numeric_limits<float>::infinity());
}
double NotAbove(double bound) { return -NotBelow(-bound); }

}  // namespace

const char* Name(ActionConvention convention) {
  return convention == ActionConvention::kJointPositions ? "joint_positions" : "delta_end_effector";
}

std::vector<ArraySpec> ActionSpecOf(const Rig& rig) {
  std::vector<ArraySpec> deltas = ActionSpec();
  if (rig.actions == ActionConvention::kDeltaEndEffector) return deltas;
  std::vector<ArraySpec> parts;
  for (int i = 0; i < kArmJoints; ++i) {
    const auto [lowest, highest] = rig.JointRange(i);
    parts.push_back({rig.joints[i].name, 1, "joint_position", "rad", "", NotBelow(lowest), NotAbove(highest)});
  }
  parts.push_back(deltas.back());
  return parts;
}

std::array<float, kActionLength> HoldActionOf(const Rig& rig) {
  std::array<float, kActionLength> hold = kHoldAction;
  if (rig.actions == ActionConvention::kDeltaEndEffector) return hold;
  for (int i = 0; i < kArmJoints; ++i) {
    const auto [lowest, highest] = rig.JointRange(i);
    hold[i] = static_cast<float>(std::clamp(rig.joints[i].start, NotBelow(lowest), NotAbove(highest)));
  }
  return hold;
}

}  // namespace blindvla::widowx
