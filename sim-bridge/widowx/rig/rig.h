#ifndef BLINDVLA_WIDOWX_RIG_RIG_H_
#define BLINDVLA_WIDOWX_RIG_RIG_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "control/arm_addresses.h"

namespace blindvla::widowx {

// The arm's joints, then the gripper.
inline constexpr int kRigJoints = kArmJoints + 1;
inline constexpr int kGripperJoint = kArmJoints;

struct ServoRig {
  std::uint8_t id;
  bool reversed;  // counts backwards
};

// One joint and what turns it; protos/blindvla/rig/v1/rig.proto says what each number means.
struct JointRig {
  std::string name;
  ServoRig servo;
  std::optional<ServoRig> shadow;
  std::vector<std::uint16_t> models;
  int min_position;
  int max_position;
  int zero_position;
  double rest;
  double start;
  double max_current;

  double ToRadians(int ticks) const;
  int ToTicks(double radians) const;  // the nearest; not held to the limits
};

// The horn that pushes the fingers apart.
struct GripperCrank {
  double horn_radius;
  double arm_length;

  // m, of each finger from the centre line.
  double FingerPosition(double horn_angle) const;
  // The inverse, at the nearest position that the crank can reach.
  double HornAngle(double finger_position) const;
};

struct HealthLimits {
  double min_voltage;
  double max_voltage;
  double max_temperature;
};

struct Motion {
  double control_period;  // s, as the next
  double turn;
  double ramp_speed;
  int profile_velocity;
  int profile_acceleration;
  int bus_watchdog;
};

// How far the finger tips are beyond the point that is "the gripper", along its x.
inline constexpr double kFingerReach = 0.0155;  // m

struct SafetyLimits {
  std::array<double, 3> min_gripper;
  std::array<double, 3> max_gripper;
  double table_height;
  double max_translation;
  double max_rotation;
  double joint_margin;
  double max_velocity;
  double max_acceleration;
  double max_action_age;
  double contact_seconds;
  double max_lag;
  double lag_seconds;
  double silence_seconds;
  double heartbeat_seconds;
  std::string stop_file;  // empty: none
};

// A part of a picture, pixels.
struct Crop {
  int left;
  int top;
  int width;
  int height;
};

// A lens: focal lengths and centre in pixels, and what it bends, as OpenCV's calibration has it.
struct Undistortion {
  double fx, fy, cx, cy;
  double k1, k2, p1, p2, k3;
};

struct CameraRig {
  std::string name;
  std::string source;
  int source_width;
  int source_height;
  int width;
  int height;
  std::optional<Crop> crop;
  std::optional<Undistortion> undistortion;
  double stale_seconds;
  double frozen_seconds;
};

// What an action is: one of the two conventions that an arm can take.
enum class ActionConvention {
  kDeltaEndEffector,  // by how much the gripper's target moves
  kJointPositions,    // where each joint is to be
};

// One real arm at its desk.
struct Rig {
  std::string name;
  std::string port;
  int baud;
  std::array<JointRig, kRigJoints> joints;
  GripperCrank gripper;
  HealthLimits health;
  Motion motion;
  SafetyLimits safety;
  std::vector<CameraRig> cameras;
  ActionConvention actions = ActionConvention::kDeltaEndEffector;

  // Where an action may bring a joint of the arm, rad: the servo's limits, less the margin.
  std::array<double, 2> JointRange(int joint) const;
};

// A WidowX-250S as its maker sets it up, on the port that the maker's udev rule names, with one camera.
Rig StandardRig();

}  // namespace blindvla::widowx

#endif  // BLINDVLA_WIDOWX_RIG_RIG_H_
