#ifndef BLINDVLA_WIDOWX_EMULATOR_SERVO_H_
#define BLINDVLA_WIDOWX_EMULATOR_SERVO_H_

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "widowx/dynamixel/registers.h"

namespace blindvla::widowx {

// The number of a status' error.
enum class ServoError : std::uint8_t {
  kNone = 0,
  kResultFail = 1,
  kInstruction = 2,
  kDataRange = 4,
  kDataLength = 5,
  kDataLimit = 6,
  kAccess = 7,
};

// One servo of the X series without its shaft: the control table and what it does with it, as the maker's manual says.
// Somebody else turns the shaft to target() and says where it is.
class Servo {
 public:
  struct Settings {
    std::uint8_t id;
    std::uint16_t model;
    std::uint8_t secondary_id = dynamixel::kNoSecondaryId;
    bool reversed = false;
    int min_position = 0;
    int max_position = dynamixel::kTicksPerTurn - 1;
  };

  explicit Servo(const Settings& settings);

  std::uint8_t id() const { return static_cast<std::uint8_t>(Get(dynamixel::kId)); }
  // Does what this id is told, too, without answering; none where that is switched off.
  std::optional<std::uint8_t> secondary_id() const;
  bool has_alert() const { return Get(dynamixel::kHardwareErrorStatus) != 0; }
  // Begins anew, and hears nothing until it has.
  bool is_deaf() const { return deaf_seconds_ > 0; }

  // What instructions do. A write by the secondary id reaches the RAM only.
  ServoError Read(std::uint16_t address, std::span<std::uint8_t> data) const;
  ServoError Write(std::uint16_t address, std::span<const std::uint8_t> data, bool by_secondary_id);
  void Reboot();
  // An instruction was on the bus, for whomever.
  void HearBus() { silence_seconds_ = 0; }

  void Advance(double seconds);

  std::int64_t Get(dynamixel::Register where) const;

  // The shaft, rad, counted from the middle of the turn in the direction of a servo that is not reversed.
  double target() const;
  bool has_torque() const { return Get(dynamixel::kTorqueEnable) != 0; }
  void SetShaft(double angle, double velocity, double torque);

  // Faults. What is beyond the servo's own limits becomes a hardware error.
  void SetTemperature(int celsius);
  void SetVoltage(double volts);
  void RaiseHardwareError(std::uint8_t bits);
  // The shaft stays where it is, whatever the goal; the servo does not notice.
  void Freeze(bool frozen) { frozen_at_ = frozen ? std::optional(shaft_angle_) : std::nullopt; }

 private:
  void Set(dynamixel::Register where, std::int64_t value);
  void ResetRam();
  ServoError CheckValue(dynamixel::Register where, std::int64_t value) const;
  void Changed(dynamixel::Register where, std::int64_t before);
  void StopHere();
  double direction() const { return (Get(dynamixel::kDriveMode) & dynamixel::kReversed) != 0 ? -1 : 1; }

  std::array<std::uint8_t, dynamixel::kTableEnd> table_{};
  double trajectory_ = 0;  // ticks, of the profile on its way to the goal
  double trajectory_velocity_ = 0;
  bool has_goal_ = false;
  double shaft_angle_ = 0;
  double current_ = 0;  // register units, as the servo smooths it
  double silence_seconds_ = 0;
  double deaf_seconds_ = 0;
  double tick_seconds_ = 0;
  std::optional<double> frozen_at_;
};

}  // namespace blindvla::widowx

#endif  // BLINDVLA_WIDOWX_EMULATOR_SERVO_H_
