#include "widowx/arm/arm_servos.h"

#include <algorithm>
#include <string>

#include "widowx/dynamixel/little_endian.h"

namespace blindvla::widowx {
namespace {

using namespace dynamixel;

// From the bus watchdog to the temperature: what must be watched, in one read.
constexpr std::uint16_t kWatchedFrom = kBusWatchdog.address;
constexpr std::size_t kWatchedBytes = kPresentTemperature.address + kPresentTemperature.bytes - kWatchedFrom;

// The current at full load, from the manual: an XL430 says its load, in 0.1 %.
constexpr double kAmperesPerLoad = 1.4 / 1000;

// What a servo is told, ticks: what lies beyond its limits is their nearest.
std::uint32_t GoalOf(const JointRig& joint, double position) {
  return static_cast<std::uint32_t>(std::clamp(joint.ToTicks(position), joint.min_position, joint.max_position));
}

std::span<const std::uint8_t> Of(std::span<const std::uint8_t> watched, Register where) {
  return watched.subspan(where.address - kWatchedFrom, where.bytes);
}

}  // namespace

ArmServos::ArmServos(const Rig& rig, Bus* bus, Mode mode) : rig_(rig), bus_(*bus), mode_(mode) {
  for (int i = 0; i < kRigJoints; ++i) {
    first_of_joint_[i] = count_;
    joint_ids_[i] = rig_.joints[i].servo.id;
    for (const ServoRig* servo : {&rig_.joints[i].servo, rig_.joints[i].shadow ? &*rig_.joints[i].shadow : nullptr}) {
      if (servo == nullptr) continue;
      ids_[count_] = servo->id;
      readings_[count_].id = servo->id;
      readings_[count_].joint = i;
      ++count_;
    }
  }
}

bool ArmServos::Read() {
  std::array<std::uint8_t, kMaxServos * kWatchedBytes> data;
  std::array<Answer, kMaxServos> answers;
  bus_.SyncRead(kWatchedFrom, kWatchedBytes, std::span(ids_).first(count_),
                std::span(data).first(count_ * kWatchedBytes), std::span(answers).first(count_));
  for (std::size_t i = 0; i < count_; ++i) {
    if (answers[i].outcome == Outcome::kPortLost) return false;
    if (!answers[i].ok()) continue;
    const std::span<const std::uint8_t> watched = std::span(data).subspan(i * kWatchedBytes, kWatchedBytes);
    ServoReading& reading = readings_[i];
    reading.position = rig_.joints[reading.joint].ToRadians(LoadSigned(Of(watched, kPresentPosition)));
    reading.velocity = LoadSigned(Of(watched, kPresentVelocity)) * kRadiansPerSecondPerUnit;
    reading.current =
        LoadSigned(Of(watched, kPresentCurrent)) * (measures_load_[i] ? kAmperesPerLoad : kAmperesPerUnit);
    reading.voltage = LoadLittleEndian(Of(watched, kPresentInputVoltage)) * kVoltsPerUnit;
    reading.temperature = LoadLittleEndian(Of(watched, kPresentTemperature));
    reading.watchdog = static_cast<int>(LoadLittleEndian(Of(watched, kBusWatchdog)));
    reading.has_alert = answers[i].alert;
    reading.heard = bus_.Now();
    if (mode_ == Mode::kDryRun) {
      if (dry_goals_) reading.position = (*dry_goals_)[reading.joint];
      reading.velocity = reading.current = 0;
      reading.watchdog = rig_.motion.bus_watchdog;
    }
  }
  return true;
}

bool ArmServos::Command(const std::array<double, kRigJoints>& positions) {
  if (mode_ == Mode::kDryRun) {
    dry_goals_ = positions;
    return true;
  }
  std::array<std::uint8_t, kRigJoints * kGoalPosition.bytes> data;
  for (int i = 0; i < kRigJoints; ++i) {
    StoreLittleEndian(GoalOf(rig_.joints[i], positions[i]),
                      std::span(data).subspan(i * kGoalPosition.bytes, kGoalPosition.bytes));
  }
  return bus_.SyncWrite(kGoalPosition.address, kGoalPosition.bytes, joint_ids_, data);
}

std::optional<std::uint8_t> ArmServos::Rearm(const std::array<double, kRigJoints>& positions) {
  if (mode_ == Mode::kDryRun) return std::nullopt;
  for (std::size_t i = 0; i < count_; ++i) {
    std::uint32_t torque = 0;
    if (!bus_.Read(ids_[i], kTorqueEnable, &torque).ok() || torque != 1) return ids_[i];
  }
  for (int i = 0; i < kRigJoints; ++i) {
    const JointRig& joint = rig_.joints[i];
    const std::uint8_t id = joint.servo.id;
    // A goal is locked until the watchdog has been written. The profile went with it.
    const bool is_done =
        bus_.Write(id, kBusWatchdog, 0).ok() && bus_.Write(id, kGoalPosition, GoalOf(joint, positions[i])).ok() &&
        bus_.Write(id, kProfileAcceleration, static_cast<std::uint32_t>(rig_.motion.profile_acceleration)).ok() &&
        bus_.Write(id, kProfileVelocity, static_cast<std::uint32_t>(rig_.motion.profile_velocity)).ok() &&
        bus_.Write(id, kBusWatchdog, static_cast<std::uint32_t>(rig_.motion.bus_watchdog)).ok();
    if (!is_done) return id;
  }
  return std::nullopt;
}

void ArmServos::FindLoadMeasurers() {
  for (std::size_t i = 0; i < count_; ++i) {
    std::uint32_t model = 0;
    const Answer answer = bus_.Read(ids_[i], kModelNumber, &model);
    if (!answer.ok()) throw ArmError("servo " + std::to_string(ids_[i]) + " " + Describe(answer));
    measures_load_[i] = model == kModelXl430W250;
  }
}

void ArmServos::Energize() {
  FindLoadMeasurers();
  if (mode_ == Mode::kDryRun) return;
  for (const JointRig& joint : rig_.joints) {
    const std::uint8_t id = joint.servo.id;
    // In this order: no goal from before is gone to. What the first of two servos is told, its shadow does.
    Write(id, kBusWatchdog, 0, "bus watchdog");
    Write(id, kProfileAcceleration, static_cast<std::uint32_t>(rig_.motion.profile_acceleration), "acceleration");
    Write(id, kProfileVelocity, static_cast<std::uint32_t>(rig_.motion.profile_velocity), "velocity");
    std::uint32_t position = 0;
    const Answer answer = bus_.Read(id, kPresentPosition, &position);
    if (!answer.ok()) throw ArmError("servo " + std::to_string(id) + " " + Describe(answer));
    const int here =
        std::clamp(static_cast<int>(static_cast<std::int32_t>(position)), joint.min_position, joint.max_position);
    Write(id, kGoalPosition, static_cast<std::uint32_t>(here), "goal");
    Write(id, kTorqueEnable, 1, "torque");
    Write(id, kBusWatchdog, static_cast<std::uint32_t>(rig_.motion.bus_watchdog), "bus watchdog");
  }
  for (std::size_t i = 0; i < count_; ++i) {
    std::uint32_t torque = 0;
    const Answer answer = bus_.Read(ids_[i], kTorqueEnable, &torque);
    if (!answer.ok()) throw ArmError("servo " + std::to_string(ids_[i]) + " " + Describe(answer));
    if (torque != 1) throw ArmError("servo " + std::to_string(ids_[i]) + " does not hold: its torque stays off");
  }
}

void ArmServos::Release() {
  if (mode_ == Mode::kDryRun) return;
  for (const JointRig& joint : rig_.joints) {
    Write(joint.servo.id, kBusWatchdog, 0, "bus watchdog");
    Write(joint.servo.id, kTorqueEnable, 0, "torque");
  }
}

void ArmServos::Write(std::uint8_t id, Register where, std::uint32_t value, const char* what) {
  const Answer answer = bus_.Write(id, where, value);
  if (!answer.ok()) throw ArmError("servo " + std::to_string(id) + ", " + what + ": " + Describe(answer));
}

}  // namespace blindvla::widowx
