#include "widowx/safety/finding.h"

#include <sstream>

#include "widowx/rig/rig.h"

namespace blindvla::widowx {
namespace {

constexpr std::array<const char*, kRigJoints> kJoints = {"waist",       "shoulder",     "elbow",  "forearm_roll",
                                                         "wrist_angle", "wrist_rotate", "gripper"};
constexpr std::array<const char*, 3> kAxes = {"x", "y", "z"};

std::string JointName(int joint) { return joint >= 0 && joint < kRigJoints ? kJoints[joint] : "a joint"; }

}  // namespace

const char* Name(Rule rule) {
  switch (rule) {
    case Rule::kNone:
      return "none";
    case Rule::kLength:
      return "length";
    case Rule::kNotFinite:
      return "not_finite";
    case Rule::kBounds:
      return "bounds";
    case Rule::kStaleAction:
      return "stale_action";
    case Rule::kTranslation:
      return "translation";
    case Rule::kRotation:
      return "rotation";
    case Rule::kWorkspace:
      return "workspace";
    case Rule::kTable:
      return "table";
    case Rule::kReach:
      return "reach";
    case Rule::kJointPosition:
      return "joint_position";
    case Rule::kJointVelocity:
      return "joint_velocity";
    case Rule::kJointAcceleration:
      return "joint_acceleration";
    case Rule::kPortLost:
      return "port_lost";
    case Rule::kSilence:
      return "silence";
    case Rule::kServoError:
      return "servo_error";
    case Rule::kServoReset:
      return "servo_reset";
    case Rule::kWatchdogFired:
      return "watchdog_fired";
    case Rule::kVoltage:
      return "voltage";
    case Rule::kTemperature:
      return "temperature";
    case Rule::kCurrent:
      return "current";
    case Rule::kLag:
      return "lag";
    case Rule::kCameraLost:
      return "camera_lost";
    case Rule::kCameraStale:
      return "camera_stale";
    case Rule::kCameraFrozen:
      return "camera_frozen";
    case Rule::kHeartbeat:
      return "heartbeat";
    case Rule::kEmergencyStop:
      return "emergency_stop";
  }
  return "unknown";
}

std::string Describe(const Finding& finding) {
  std::ostringstream text;
  text.imbue(std::locale::classic());
  const double found = finding.found, limit = finding.limit;
  const std::string servo = "servo " + std::to_string(finding.where);
  const std::string camera = "cameras[" + std::to_string(finding.where) + "] of the rig";
  switch (finding.rule) {
    case Rule::kNone:
      text << "nothing";
      break;
    case Rule::kLength:
      text << "expected an action of " << limit << " values, found " << found;
      break;
    case Rule::kNotFinite:
      text << "action[" << finding.where << "]: expected a finite number, found " << found;
      break;
    case Rule::kBounds:
      text << "action[" << finding.where << "]: expected a value within its bounds, " << limit << ", found " << found;
      break;
    case Rule::kStaleAction:
      text << "the action's observation is " << found << " s old; expected at most " << limit;
      break;
    case Rule::kTranslation:
      text << "expected a translation of at most " << limit << " m, found " << found;
      break;
    case Rule::kRotation:
      text << "expected a rotation of at most " << limit << " rad, found " << found;
      break;
    case Rule::kWorkspace:
      text << "the gripper would leave its box: "
           << (finding.where >= 0 && finding.where < 3 ? kAxes[finding.where] : "") << " is bounded by " << limit
           << " m, found " << found;
      break;
    case Rule::kTable:
      text << "the finger tips would be at " << found << " m, under the table at " << limit << " m";
      break;
    case Rule::kReach:
      text << "the arm cannot get there: it would end up " << found << " m off; expected at most " << limit;
      break;
    case Rule::kJointPosition:
      text << JointName(finding.where) << " would be at " << found << " rad; its limit is " << limit;
      break;
    case Rule::kJointVelocity:
      text << JointName(finding.where) << " would turn at " << found << " rad/s; expected at most " << limit;
      break;
    case Rule::kJointAcceleration:
      text << JointName(finding.where) << " would accelerate by " << found << " rad/s^2; expected at most " << limit;
      break;
    case Rule::kPortLost:
      text << "the serial port is gone";
      break;
    case Rule::kSilence:
      text << servo << " was not heard for " << found << " s; expected at most " << limit;
      break;
    case Rule::kServoError:
      text << servo << " reports a hardware error";
      break;
    case Rule::kServoReset:
      text << servo << " began anew by itself and has no torque";
      break;
    case Rule::kWatchdogFired:
      text << servo
           << " stopped by itself: it heard nothing for longer than its bus watchdog allows. Look what held this "
              "process "
              "up; ending the stop tells every servo that holds to stay where it is";
      break;
    case Rule::kVoltage:
      text << servo << " has " << found << " V; the limit is " << limit;
      break;
    case Rule::kTemperature:
      text << servo << " is at " << found << " degrees C; expected at most " << limit;
      break;
    case Rule::kCurrent:
      text << servo << " draws " << found << " A, more than " << limit << ": it presses against something";
      break;
    case Rule::kLag:
      text << JointName(finding.where) << " is " << found << " rad behind its goal; expected at most " << limit;
      break;
    case Rule::kCameraLost:
      text << camera << " is lost: no picture can be read from it";
      break;
    case Rule::kCameraStale:
      text << camera << " has shown nothing for " << found << " s; expected at most " << limit;
      break;
    case Rule::kCameraFrozen:
      text << camera << " has shown the same picture, to the byte, for " << found << " s; expected at most " << limit;
      break;
    case Rule::kHeartbeat:
      text << "the client was not heard for " << found << " s; expected at most " << limit;
      break;
    case Rule::kEmergencyStop:
      text << "emergency stop";
      break;
  }
  return text.str();
}

}  // namespace blindvla::widowx
