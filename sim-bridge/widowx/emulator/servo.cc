#include "widowx/emulator/servo.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <stdexcept>
#include <string>

#include "widowx/dynamixel/little_endian.h"

namespace blindvla::widowx {
namespace {

using namespace dynamixel;

constexpr double kMiddle = kTicksPerTurn / 2.0;
constexpr double kRebootSeconds = 0.3;
constexpr double kCurrentTimeConstant = 0.05;  // s

struct Item {
  Register where;
  bool writable;
  bool is_signed;
  std::int64_t minimum;  // of what may be written
  std::int64_t maximum;
};

constexpr std::int64_t kAny = std::numeric_limits<std::int32_t>::max();

// Ordered by address. The rest of the table reads as 0 and cannot be written.
constexpr Item kItems[] = {
    {kModelNumber, false, false, 0, 0},
    {kFirmwareVersion, false, false, 0, 0},
    {kId, true, false, 0, 252},
    {kBaudRate, true, false, 0, 7},
    {kReturnDelayTime, true, false, 0, 254},
    {kDriveMode, true, false, 0, 13},
    {kOperatingMode, true, false, 0, 16},
    {kSecondaryId, true, false, 0, 255},
    {kProtocolType, true, false, 1, 2},
    {kHomingOffset, true, true, -1044479, 1044479},
    {kTemperatureLimit, true, false, 0, 100},
    {kMaxVoltageLimit, true, false, 60, 160},
    {kMinVoltageLimit, true, false, 60, 160},
    {kVelocityLimit, true, false, 0, 1023},
    {kMaxPositionLimit, true, false, 0, 4095},
    {kMinPositionLimit, true, false, 0, 4095},
    {kShutdown, true, false, 0, 63},
    {kTorqueEnable, true, false, 0, 1},
    {kStatusReturnLevel, true, false, 0, 2},
    {kHardwareErrorStatus, false, false, 0, 0},
    {kBusWatchdog, true, false, 0, 127},
    {kGoalPwm, true, true, -885, 885},
    {kGoalCurrent, true, true, -2047, 2047},
    {kGoalVelocity, true, true, -1023, 1023},
    {kProfileAcceleration, true, false, 0, 32767},
    {kProfileVelocity, true, false, 0, 32767},
    {kGoalPosition, true, true, -kAny, kAny},
    {kRealtimeTick, false, false, 0, 0},
    {kMoving, false, false, 0, 0},
    {kPresentCurrent, false, true, 0, 0},
    {kPresentVelocity, false, true, 0, 0},
    {kPresentPosition, false, true, 0, 0},
    {kPresentInputVoltage, false, false, 0, 0},
    {kPresentTemperature, false, false, 0, 0},
};

const Item* Find(std::uint16_t address) {
  const auto found = std::find_if(std::begin(kItems), std::end(kItems),
                                  [address](const Item& item) { return item.where.address == address; });
  return found == std::end(kItems) ? nullptr : found;
}

bool IsGoal(Register where) {
  return where.address >= kGoalPwm.address && where.address <= kGoalPosition.address &&
         where.address != kProfileAcceleration.address && where.address != kProfileVelocity.address;
}

// What a model turns a torque into: units of its present current, or of its load.
double UnitsPerNewtonMeter(std::int64_t model) {
  // Stall torque and current at 12 V, from the manual's specifications.
  if (model == kModelXm540W270) return 4.4 / 10.6 / kAmperesPerUnit;
  if (model == kModelXm430W350) return 2.3 / 4.1 / kAmperesPerUnit;
  return 1000 / 1.5;  // load, in 0.1 %
}

}  // namespace

Servo::Servo(const Settings& settings) {
  const bool is_small = settings.model == kModelXl430W250;
  Set(kModelNumber, settings.model);
  Set(kFirmwareVersion, 45);
  Set(kId, settings.id);
  Set(kBaudRate, 3);
  Set(kDriveMode, settings.reversed ? kReversed : 0);
  Set(kOperatingMode, kPositionControl);
  Set(kSecondaryId, settings.secondary_id);
  Set(kProtocolType, 2);
  Set(kTemperatureLimit, is_small ? 72 : 80);
  Set(kMaxVoltageLimit, is_small ? 140 : 160);
  Set(kMinVoltageLimit, is_small ? 60 : 95);
  Set(kVelocityLimit, 131);
  Set(kMaxPositionLimit, settings.max_position);
  Set(kMinPositionLimit, settings.min_position);
  Set(kShutdown, kOverheatingError | kElectricalShockError | kOverloadError);
  Set(kPresentInputVoltage, 120);
  Set(kPresentTemperature, 30);
  ResetRam();
}

std::optional<std::uint8_t> Servo::secondary_id() const {
  const std::int64_t id = Get(kSecondaryId);
  return id > 252 ? std::nullopt : std::optional(static_cast<std::uint8_t>(id));
}

void Servo::ResetRam() {
  Set(kTorqueEnable, 0);
  Set(kStatusReturnLevel, 2);
  Set(kHardwareErrorStatus, 0);
  Set(kBusWatchdog, 0);
  Set(kProfileAcceleration, 0);
  Set(kProfileVelocity, 0);
  Set(kGoalPosition, 0);
  has_goal_ = false;
  silence_seconds_ = 0;
}

ServoError Servo::Read(std::uint16_t address, std::span<std::uint8_t> data) const {
  if (data.empty()) return ServoError::kDataLength;
  if (address + data.size() > table_.size()) return ServoError::kAccess;
  std::copy_n(table_.begin() + address, data.size(), data.begin());
  return ServoError::kNone;
}

ServoError Servo::Write(std::uint16_t address, std::span<const std::uint8_t> data, bool by_secondary_id) {
  if (data.empty()) return ServoError::kDataLength;
  // All of it can be done, or none.
  for (const bool do_it : {false, true}) {
    std::uint16_t at = address;
    for (std::span<const std::uint8_t> rest = data; !rest.empty();) {
      const Item* item = Find(at);
      const bool is_eeprom = at < kEepromEnd;
      if (item == nullptr || !item->writable || (is_eeprom && (has_torque() || by_secondary_id)))
        return ServoError::kAccess;
      const Register where = item->where;
      if (rest.size() < where.bytes) return ServoError::kDataLength;
      const std::span<const std::uint8_t> bytes = rest.first(where.bytes);
      const std::int64_t value = item->is_signed ? LoadSigned(bytes) : std::int64_t{LoadLittleEndian(bytes)};
      if (value < item->minimum || value > item->maximum) return ServoError::kDataRange;
      if (const ServoError error = CheckValue(where, value); error != ServoError::kNone) return error;
      if (do_it) {
        const std::int64_t before = Get(where);
        Set(where, value);
        Changed(where, before);
      }
      at = static_cast<std::uint16_t>(at + where.bytes);
      rest = rest.subspan(where.bytes);
    }
  }
  return ServoError::kNone;
}

ServoError Servo::CheckValue(Register where, std::int64_t value) const {
  const bool has_fired = Get(kBusWatchdog) == kWatchdogFired;
  if (has_fired && (IsGoal(where) || (where.address == kBusWatchdog.address && value != 0)))
    return ServoError::kDataRange;
  if (where.address == kGoalPosition.address && (value < Get(kMinPositionLimit) || value > Get(kMaxPositionLimit)))
    return ServoError::kDataLimit;
  const std::int64_t velocity_limit = Get(kVelocityLimit);
  if (where.address == kGoalVelocity.address && std::abs(value) > velocity_limit) return ServoError::kDataLimit;
  return ServoError::kNone;
}

void Servo::Changed(Register where, std::int64_t before) {
  if (where.address == kGoalPosition.address) has_goal_ = true;
  if (where.address == kTorqueEnable.address && before == 0 && has_torque()) {
    // After a shutdown only a reboot gives the torque back.
    if ((Get(kHardwareErrorStatus) & Get(kShutdown)) != 0) return Set(kTorqueEnable, 0);
    // A goal from before is gone to at once.
    if (!has_goal_) Set(kGoalPosition, Get(kPresentPosition));
    trajectory_ = static_cast<double>(Get(kPresentPosition));
    trajectory_velocity_ = 0;
    silence_seconds_ = 0;
  }
}

void Servo::Reboot() {
  ResetRam();
  deaf_seconds_ = kRebootSeconds;
}

void Servo::Advance(double seconds) {
  tick_seconds_ = std::fmod(tick_seconds_ + seconds, 32.768);
  Set(kRealtimeTick, static_cast<std::int64_t>(tick_seconds_ * 1000));
  deaf_seconds_ = std::max(0.0, deaf_seconds_ - seconds);

  silence_seconds_ += seconds;
  const std::int64_t watchdog = Get(kBusWatchdog);
  const bool is_armed = watchdog > 0 && watchdog != kWatchdogFired;
  if (has_torque() && is_armed && silence_seconds_ > static_cast<double>(watchdog) * kWatchdogUnitSeconds) {
    Set(kBusWatchdog, kWatchdogFired);
    Set(kProfileAcceleration, 0);
    Set(kProfileVelocity, 0);
    StopHere();
  }

  const double goal = static_cast<double>(Get(kGoalPosition));
  const double left = std::abs(goal - trajectory_);
  const double fastest = static_cast<double>(Get(kProfileVelocity)) * kRadiansPerSecondPerUnit / kRadiansPerTick;
  const double acceleration =
      static_cast<double>(Get(kProfileAcceleration)) * kRadiansPerSecondSquaredPerUnit / kRadiansPerTick;
  if (!has_torque()) {
    trajectory_ = static_cast<double>(Get(kPresentPosition));
    trajectory_velocity_ = 0;
  } else if (fastest == 0) {
    trajectory_ = goal;  // no profile: a step
  } else {
    double velocity = fastest;
    if (acceleration > 0)
      velocity = std::min({fastest, trajectory_velocity_ + acceleration * seconds, std::sqrt(2 * acceleration * left)});
    trajectory_velocity_ = velocity;
    trajectory_ += std::copysign(std::min(left, velocity * seconds), goal - trajectory_);
    if (trajectory_ == goal) trajectory_velocity_ = 0;
  }
  Set(kMoving, has_torque() && trajectory_ != goal);
}

void Servo::StopHere() {
  Set(kGoalPosition, Get(kPresentPosition));
  trajectory_ = static_cast<double>(Get(kPresentPosition));
  trajectory_velocity_ = 0;
}

std::int64_t Servo::Get(Register where) const {
  const std::span<const std::uint8_t> bytes = std::span(table_).subspan(where.address, where.bytes);
  return Find(where.address)->is_signed ? LoadSigned(bytes) : std::int64_t{LoadLittleEndian(bytes)};
}

void Servo::Set(Register where, std::int64_t value) {
  StoreLittleEndian(static_cast<std::uint64_t>(value), std::span(table_).subspan(where.address, where.bytes));
}

double Servo::target() const {
  return frozen_at_ ? *frozen_at_ : direction() * (trajectory_ - kMiddle) * kRadiansPerTick;
}

void Servo::SetShaft(double angle, double velocity, double torque) {
  shaft_angle_ = angle;
  Set(kPresentPosition, std::lround(kMiddle + direction() * angle / kRadiansPerTick));
  Set(kPresentVelocity, std::lround(direction() * velocity / kRadiansPerSecondPerUnit));
  const double units = has_torque() ? direction() * torque * UnitsPerNewtonMeter(Get(kModelNumber)) : 0;
  current_ += (units - current_) * 0.002 / kCurrentTimeConstant;
  Set(kPresentCurrent, std::lround(std::clamp(current_, -2047.0, 2047.0)));
}

void Servo::SetTemperature(int celsius) {
  Set(kPresentTemperature, celsius);
  if (celsius > Get(kTemperatureLimit)) RaiseHardwareError(kOverheatingError);
}

void Servo::SetVoltage(double volts) {
  const std::int64_t units = std::lround(volts / kVoltsPerUnit);
  Set(kPresentInputVoltage, units);
  if (units < Get(kMinVoltageLimit) || units > Get(kMaxVoltageLimit)) RaiseHardwareError(kInputVoltageError);
}

void Servo::RaiseHardwareError(std::uint8_t bits) {
  Set(kHardwareErrorStatus, Get(kHardwareErrorStatus) | bits);
  if ((bits & Get(kShutdown)) != 0) Set(kTorqueEnable, 0);
}

}  // namespace blindvla::widowx
