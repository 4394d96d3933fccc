#include "widowx/safety/state_rules.h"

#include <algorithm>
#include <cmath>

namespace blindvla::widowx {

StateRules::StateRules(const Rig& rig) : rig_(rig) {}

void StateRules::Reset() {
  pressing_since_.fill(std::nullopt);
  lagging_since_.fill(std::nullopt);
}

bool StateRules::IsLasting(bool is_so, double seconds, Clock::time_point now, std::optional<Clock::time_point>* since) {
  if (!is_so)
    since->reset();
  else if (!*since)
    *since = now;
  return is_so && std::chrono::duration<double>(now - **since).count() >= seconds;
}

Finding StateRules::Judge(std::span<const ServoReading> readings, const std::array<double, kRigJoints>& goals,
                          Clock::time_point now, Clock::time_point listens_from) {
  const SafetyLimits& limits = rig_.safety;
  const HealthLimits& health = rig_.health;
  Finding finding;
  for (std::size_t i = 0; i < readings.size(); ++i) {
    const ServoReading& servo = readings[i];
    const int id = servo.id;
    // Every duration is kept up, also behind the first finding.
    const double silent = std::chrono::duration<double>(now - std::max(servo.heard, listens_from)).count();
    const double current = std::abs(servo.current), most = rig_.joints[servo.joint].max_current;
    const bool presses = IsLasting(current > most, limits.contact_seconds, now, &pressing_since_[i]);
    const double behind = std::abs(goals[servo.joint] - servo.position);
    // A gripper that holds something never gets to its goal.
    const bool may_lag = servo.joint == kGripperJoint;
    const bool lags = IsLasting(!may_lag && behind > limits.max_lag, limits.lag_seconds, now, &lagging_since_[i]);
    if (finding) continue;

    if (silent > limits.silence_seconds)
      finding = {Rule::kSilence, id, silent, limits.silence_seconds};
    else if (servo.has_alert)
      finding = {Rule::kServoError, id, 0, 0};
    else if (servo.watchdog == dynamixel::kWatchdogFired)
      finding = {Rule::kWatchdogFired, id, 0, 0};
    else if (servo.watchdog != rig_.motion.bus_watchdog)
      finding = {Rule::kServoReset, id, static_cast<double>(servo.watchdog), 0};
    else if (servo.voltage < health.min_voltage)
      finding = {Rule::kVoltage, id, servo.voltage, health.min_voltage};
    else if (servo.voltage > health.max_voltage)
      finding = {Rule::kVoltage, id, servo.voltage, health.max_voltage};
    else if (servo.temperature > health.max_temperature)
      finding = {Rule::kTemperature, id, servo.temperature, health.max_temperature};
    else if (presses)
      finding = {Rule::kCurrent, id, current, most};
    else if (lags)
      finding = {Rule::kLag, servo.joint, behind, limits.max_lag};
  }
  return finding;
}

}  // namespace blindvla::widowx
