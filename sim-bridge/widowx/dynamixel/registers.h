#ifndef BLINDVLA_WIDOWX_DYNAMIXEL_REGISTERS_H_
#define BLINDVLA_WIDOWX_DYNAMIXEL_REGISTERS_H_

#include <cstdint>

namespace blindvla::dynamixel {

// The control table of the X series (XM540-W270, XM430-W350, XL430-W250), as far as it is used here.

struct Register {
  std::uint16_t address;
  std::uint8_t bytes;
};

// Kept without power; written only while the torque is off.
inline constexpr Register kModelNumber{0, 2};
inline constexpr Register kFirmwareVersion{6, 1};
inline constexpr Register kId{7, 1};
inline constexpr Register kBaudRate{8, 1};
inline constexpr Register kReturnDelayTime{9, 1};
inline constexpr Register kDriveMode{10, 1};
inline constexpr Register kOperatingMode{11, 1};
inline constexpr Register kSecondaryId{12, 1};
inline constexpr Register kProtocolType{13, 1};
inline constexpr Register kHomingOffset{20, 4};
inline constexpr Register kTemperatureLimit{31, 1};
inline constexpr Register kMaxVoltageLimit{32, 2};
inline constexpr Register kMinVoltageLimit{34, 2};
inline constexpr Register kVelocityLimit{44, 4};
inline constexpr Register kMaxPositionLimit{48, 4};
inline constexpr Register kMinPositionLimit{52, 4};
inline constexpr Register kShutdown{63, 1};

inline constexpr std::uint16_t kEepromEnd = 64;

// Lost without power.
inline constexpr Register kTorqueEnable{64, 1};
inline constexpr Register kStatusReturnLevel{68, 1};
inline constexpr Register kHardwareErrorStatus{70, 1};
inline constexpr Register kBusWatchdog{98, 1};
inline constexpr Register kGoalPwm{100, 2};
inline constexpr Register kGoalCurrent{102, 2};
inline constexpr Register kGoalVelocity{104, 4};
inline constexpr Register kProfileAcceleration{108, 4};
inline constexpr Register kProfileVelocity{112, 4};
inline constexpr Register kGoalPosition{116, 4};
inline constexpr Register kRealtimeTick{120, 2};
inline constexpr Register kMoving{122, 1};
inline constexpr Register kPresentCurrent{126, 2};  // of an XL430: load, in 0.1 %
inline constexpr Register kPresentVelocity{128, 4};
inline constexpr Register kPresentPosition{132, 4};
inline constexpr Register kPresentInputVoltage{144, 2};
inline constexpr Register kPresentTemperature{146, 1};

inline constexpr std::uint16_t kTableEnd = 148;

// Values.
inline constexpr std::uint16_t kModelXm540W270 = 1120;
inline constexpr std::uint16_t kModelXm430W350 = 1020;
inline constexpr std::uint16_t kModelXl430W250 = 1060;
inline constexpr std::uint8_t kReversed = 0x01;       // a bit of the drive mode
inline constexpr std::uint8_t kPositionControl = 3;   // operating mode
inline constexpr std::uint8_t kNoSecondaryId = 255;   // 253 and above
inline constexpr std::uint8_t kWatchdogFired = 0xFF;  // of the bus watchdog: -1
inline constexpr double kWatchdogUnitSeconds = 0.02;

// Bits of the hardware error status and of the errors that shut a servo down.
inline constexpr std::uint8_t kInputVoltageError = 0x01;
inline constexpr std::uint8_t kOverheatingError = 0x04;
inline constexpr std::uint8_t kEncoderError = 0x08;
inline constexpr std::uint8_t kElectricalShockError = 0x10;
inline constexpr std::uint8_t kOverloadError = 0x20;

// Units.
inline constexpr int kTicksPerTurn = 4096;
inline constexpr double kRadiansPerTick = 2 * 3.14159265358979323846 / kTicksPerTurn;
inline constexpr double kRadiansPerSecondPerUnit = 0.229 * 2 * 3.14159265358979323846 / 60;
inline constexpr double kRadiansPerSecondSquaredPerUnit = 214.577 * 2 * 3.14159265358979323846 / 3600;
inline constexpr double kAmperesPerUnit = 0.00269;
inline constexpr double kVoltsPerUnit = 0.1;

}  // namespace blindvla::dynamixel

#endif  // BLINDVLA_WIDOWX_DYNAMIXEL_REGISTERS_H_
