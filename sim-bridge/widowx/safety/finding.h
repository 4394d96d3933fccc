#ifndef BLINDVLA_WIDOWX_SAFETY_FINDING_H_
#define BLINDVLA_WIDOWX_SAFETY_FINDING_H_

#include <array>
#include <string>

namespace blindvla::widowx {

// Everything that the arm is held or stopped for.
enum class Rule {
  kNone,
  // Of an action: it is rejected, and the arm holds.
  kLength,
  kNotFinite,
  kBounds,
  kStaleAction,
  kTranslation,
  kRotation,
  kWorkspace,
  kTable,
  kReach,
  kJointPosition,
  kJointVelocity,
  kJointAcceleration,
  // Of the arm, the bus, the cameras and the client: a protective stop, which stays until a person ends it.
  kPortLost,
  kSilence,
  kServoError,
  kServoReset,
  kWatchdogFired,
  kVoltage,
  kTemperature,
  kCurrent,
  kLag,
  kCameraLost,
  kCameraStale,
  kCameraFrozen,
  kHeartbeat,
  // Of a person.
  kEmergencyStop,
};
inline constexpr int kRules = static_cast<int>(Rule::kEmergencyStop) + 1;

// What speaks against an action or against going on. Allocates nothing until it is put in words.
struct Finding {
  Rule rule = Rule::kNone;
  int where = -1;    // joint, axis, servo id or camera, as the rule says
  double found = 0;  // what was
  double limit = 0;  // what may be

  explicit operator bool() const { return rule != Rule::kNone; }
};

// Only holds: every other one stops.
inline constexpr bool IsHold(Rule rule) { return rule > Rule::kNone && rule < Rule::kPortLost; }

// A cable or a device is at fault, and neither a motion nor a person: somebody mends it, and the run goes on.
inline constexpr bool IsBreakdown(Rule rule) {
  return rule == Rule::kPortLost || rule == Rule::kSilence ||
         (rule >= Rule::kCameraLost && rule <= Rule::kCameraFrozen);
}

// What was sent is no action by its very declaration: to answer it takes no control period.
inline constexpr bool IsNoAction(Rule rule) {
  return rule == Rule::kLength || rule == Rule::kNotFinite || rule == Rule::kBounds;
}

// E.g. "workspace": one name per rule, for tables.
const char* Name(Rule rule);

// What was found and what was expected.
std::string Describe(const Finding& finding);

}  // namespace blindvla::widowx

#endif  // BLINDVLA_WIDOWX_SAFETY_FINDING_H_
