#include "widowx/rig/rig.h"

#include <algorithm>
#include <cmath>

#include "widowx/dynamixel/registers.h"

namespace blindvla::widowx {

double JointRig::ToRadians(int ticks) const { return (ticks - zero_position) * dynamixel::kRadiansPerTick; }

int JointRig::ToTicks(double radians) const {
  return zero_position + static_cast<int>(std::lround(radians / dynamixel::kRadiansPerTick));
}

std::array<double, 2> Rig::JointRange(int joint) const {
  const JointRig& moved = joints[joint];
  return {moved.ToRadians(moved.min_position) + safety.joint_margin,
          moved.ToRadians(moved.max_position) - safety.joint_margin};
}

double GripperCrank::FingerPosition(double horn_angle) const {
  const double across = horn_radius * std::cos(horn_angle);
  return horn_radius * std::sin(horn_angle) + std::sqrt(arm_length * arm_length - across * across);
}

double GripperCrank::HornAngle(double finger_position) const {
  const double reached = std::clamp(finger_position, arm_length - horn_radius, arm_length + horn_radius);
  const double sine =
      (horn_radius * horn_radius + reached * reached - arm_length * arm_length) / (2 * horn_radius * reached);
  return std::asin(std::clamp(sine, -1.0, 1.0));
}

Rig StandardRig() {
  using namespace dynamixel;
  const std::vector<std::uint16_t> large = {kModelXm540W270}, middle = {kModelXm430W350},
                                   small = {kModelXl430W250, kModelXm430W350};
  constexpr int kZero = kTicksPerTurn / 2;
  constexpr int kEnd = kTicksPerTurn - 1;
  return {
      "widowx-250s",
      "/dev/ttyDXL",
      1000000,
      {{
          {"waist", {1, false}, {}, large, 0, kEnd, kZero, 0, -0.0184, 2.5},
          {"shoulder", {2, false}, ServoRig{3, true}, large, 819, 3345, kZero, -1.80, 0.0399, 2.5},
          {"elbow", {4, false}, ServoRig{5, true}, large, 648, 3094, kZero, 1.55, 0.2224, 2.5},
          {"forearm_roll", {6, false}, {}, middle, 0, kEnd, kZero, 0, -0.0046, 1.5},
          {"wrist_angle", {7, true}, {}, middle, 910, 3447, kZero, 0.8, 1.3652, 1.5},
          {"wrist_rotate", {8, false}, {}, small, 0, kEnd, kZero, 0, 0.0015, 1.2},
          {"gripper", {9, false}, {}, small, 0, kEnd, kZero, 0, 1.2, 1.2},
      }},
      {0.014, 0.024},
      {10.5, 13.0, 60},
      {0.2, 0.02, 0.4, 0, 0, 10},
      {{0.10, -0.25, -0.05}, {0.45, 0.25, 0.35}, 0.003, 0.08, 0.5, 0.02, 3.0, 25.0, 2.0, 0.1, 0.35, 0.5, 0.1, 5.0, ""},
      {{"3rd_view_camera", "/dev/video0", 640, 480, 640, 480, {}, {}, 0.5, 2.0}},
      ActionConvention::kDeltaEndEffector,
  };
}

}  // namespace blindvla::widowx
