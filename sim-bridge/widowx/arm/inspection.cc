#include "widowx/arm/inspection.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <system_error>

#include "widowx/arm/arm_servos.h"
#include "widowx/dynamixel/little_endian.h"
#include "widowx/dynamixel/serial_port.h"

namespace blindvla::widowx {
namespace {

using namespace dynamixel;

// The first with a bus watchdog.
constexpr std::uint32_t kOldestFirmware = 38;

// Two servos on one joint that count further apart than this pull against each other.
constexpr double kMaxDisagreement = 0.06;  // rad

constexpr int kMaxUsbLatency = 1;  // ms; a status that is kept back for longer counts as lost

template <typename... Parts>
std::string Text(const Parts&... parts) {
  std::ostringstream text;
  text.imbue(std::locale::classic());
  (text << ... << parts);
  return text.str();
}

std::string Models(const std::vector<std::uint16_t>& models) {
  std::string text;
  for (const std::uint16_t model : models) text += (text.empty() ? "" : " or ") + std::to_string(model);
  return text;
}

std::string HardwareErrors(std::uint32_t bits) {
  constexpr std::pair<std::uint8_t, const char*> kNames[] = {{kInputVoltageError, "input voltage"},
                                                             {kOverheatingError, "overheating"},
                                                             {kEncoderError, "encoder"},
                                                             {kElectricalShockError, "electrical shock"},
                                                             {kOverloadError, "overload"}};
  std::string text;
  for (const auto& [bit, name] : kNames)
    if ((bits & bit) != 0) text += (text.empty() ? "" : ", ") + std::string(name);
  return text.empty() ? "unknown" : text;
}

// The table of one servo, as it was read.
class Table {
 public:
  Answer Read(Bus* bus, std::uint8_t id) { return bus->Read(id, 0, bytes_); }
  std::uint32_t operator[](Register where) const { return LoadLittleEndian(Bytes(where)); }
  std::int32_t Signed(Register where) const { return LoadSigned(Bytes(where)); }

 private:
  std::span<const std::uint8_t> Bytes(Register where) const {
    return std::span(bytes_).subspan(where.address, where.bytes);
  }

  std::array<std::uint8_t, kTableEnd> bytes_{};
};

class Inspector {
 public:
  Inspector(const Rig& rig, Bus* bus) : rig_(rig), bus_(*bus) {}

  Inspection Run() {
    for (const JointRig& joint : rig_.joints) {
      const std::optional<double> position = Look(joint, joint.servo, std::nullopt);
      if (!joint.shadow) continue;
      const std::optional<double> shadow = Look(joint, *joint.shadow, joint.servo.id);
      if (position && shadow && std::abs(*position - *shadow) > kMaxDisagreement) {
        Problem(joint.name, ": its servos ", int{joint.servo.id}, " and ", int{joint.shadow->id}, " are at ", *position,
                " and ", *shadow, " rad and would pull against each other; calibrate the homing offset of the second");
      }
    }
    return std::move(result_);
  }

 private:
  template <typename... Parts>
  void Problem(const Parts&... parts) {
    result_.problems.push_back(Text(parts...));
  }

  // Where the joint is by this servo, when it answers.
  std::optional<double> Look(const JointRig& joint, const ServoRig& servo, std::optional<std::uint8_t> shadow_of) {
    const std::string name = joint.name + (shadow_of ? " shadow" : "");
    ServoReport& report = result_.servos.emplace_back(ServoReport{name, servo.id});
    const std::string who = Text("servo ", int{servo.id}, " (", name, ")");
    Table table;
    const Answer answer = table.Read(&bus_, servo.id);
    if (!answer.ok()) {
      Problem(who, " ", Describe(answer),
              answer.outcome == Outcome::kNoStatus ? "; is the arm powered, and every cable in?" : "");
      return std::nullopt;
    }
    report.answered = true;
    report.model = static_cast<std::uint16_t>(table[kModelNumber]);
    report.firmware = static_cast<int>(table[kFirmwareVersion]);
    report.voltage = table[kPresentInputVoltage] * kVoltsPerUnit;
    report.temperature = table[kPresentTemperature];
    report.position = joint.ToRadians(table.Signed(kPresentPosition));
    report.has_torque = table[kTorqueEnable] != 0;

    const auto expect = [&](const char* what, std::uint32_t expected, std::uint32_t found) {
      if (found != expected) Problem(who, ": expected ", what, " ", expected, ", found ", found);
    };
    if (std::find(joint.models.begin(), joint.models.end(), report.model) == joint.models.end())
      Problem(who, ": expected model ", Models(joint.models), ", found ", report.model);
    if (table[kFirmwareVersion] < kOldestFirmware)
      Problem(who, ": firmware ", table[kFirmwareVersion], " has no bus watchdog; update it to ", kOldestFirmware,
              " or later");
    expect("protocol type", 2, table[kProtocolType]);
    expect("drive mode", servo.reversed ? kReversed : 0, table[kDriveMode]);
    expect("operating mode", kPositionControl, table[kOperatingMode]);
    if (shadow_of)
      expect("secondary id", *shadow_of, table[kSecondaryId]);
    else if (table[kSecondaryId] <= kMaxId)
      Problem(who, ": expected no secondary id, found ", table[kSecondaryId]);
    expect("min position limit", static_cast<std::uint32_t>(joint.min_position), table[kMinPositionLimit]);
    expect("max position limit", static_cast<std::uint32_t>(joint.max_position), table[kMaxPositionLimit]);
    expect("status return level", 2, table[kStatusReturnLevel]);
    if (table[kHardwareErrorStatus] != 0)
      Problem(who, " reports a hardware error: ", HardwareErrors(table[kHardwareErrorStatus]),
              "; find out why, then power it off and on");
    if (report.voltage < rig_.health.min_voltage || report.voltage > rig_.health.max_voltage)
      Problem(who, ": expected ", rig_.health.min_voltage, " to ", rig_.health.max_voltage, " V, found ",
              report.voltage);
    if (report.temperature > rig_.health.max_temperature)
      Problem(who, ": expected at most ", rig_.health.max_temperature, " degrees C, found ", report.temperature);
    const int position = table.Signed(kPresentPosition);
    if (position < joint.min_position - kSlack || position > joint.max_position + kSlack)
      Problem(who, ": expected a position from ", joint.min_position, " to ", joint.max_position, " ticks, found ",
              position, "; move the joint there by hand, without torque");
    return report.position;
  }

  // Ticks: a joint that lies on its stop is pressed into it a little.
  static constexpr int kSlack = 30;

  const Rig& rig_;
  Bus& bus_;
  Inspection result_;
};

}  // namespace

Inspection Inspect(const Rig& rig, Bus* bus) { return Inspector(rig, bus).Run(); }

std::vector<std::string> SurroundingProblems(const Rig& rig) {
  std::vector<std::string> problems;
  const std::optional<int> latency = UsbLatencyMilliseconds(rig.port);
  if (latency && *latency > kMaxUsbLatency) {
    problems.push_back(Text(rig.port, ": its USB adapter keeps bytes back for ", *latency, " ms; expected ",
                            kMaxUsbLatency, ": write ", kMaxUsbLatency,
                            " to /sys/bus/usb-serial/devices/*/latency_timer as root"));
  }
  const std::filesystem::path stop = rig.safety.stop_file;
  std::error_code ignored;
  if (!stop.empty() && !std::filesystem::is_directory(stop.parent_path(), ignored))
    problems.push_back(Text("stop_file: there is no folder ", stop.parent_path().string(),
                            ": nobody could leave the file there that stops the arm"));
  return problems;
}

void RequireSound(const Rig& rig, dynamixel::Bus* bus) {
  std::string problems;
  for (const std::string& problem : Inspect(rig, bus).problems) problems += "\n  " + problem;
  for (const std::string& problem : SurroundingProblems(rig)) problems += "\n  " + problem;
  if (!problems.empty()) throw ArmError("this arm is not moved:" + problems);
}

}  // namespace blindvla::widowx
