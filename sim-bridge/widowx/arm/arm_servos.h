#ifndef BLINDVLA_WIDOWX_ARM_ARM_SERVOS_H_
#define BLINDVLA_WIDOWX_ARM_ARM_SERVOS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>

#include "widowx/dynamixel/bus.h"
#include "widowx/rig/rig.h"

namespace blindvla::widowx {

// The arm does not do what it must before anything else. The text says which servo and what.
class ArmError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// What one servo said last.
struct ServoReading {
  std::uint8_t id = 0;
  int joint = 0;
  double position = 0;  // rad, of the joint
  double velocity = 0;  // rad/s
  double current = 0;   // A; of an XL430 from its load
  double voltage = 0;
  double temperature = 0;
  int watchdog = 0;  // its register
  bool has_alert = false;
  dynamixel::Port::Clock::time_point heard{};  // when
};

// The servos of a rig, all read at once and all told at once. Reading and commanding allocate nothing.
class ArmServos {
 public:
  static constexpr std::size_t kMaxServos = 2 * kRigJoints;

  // In a dry run the servos are asked and never told: what they would do is taken for done.
  enum class Mode { kMoving, kDryRun };

  // `bus` must outlive this.
  ArmServos(const Rig& rig, dynamixel::Bus* bus, Mode mode = Mode::kMoving);

  // Whatever is heard; the others keep their last reading. False when the port is gone.
  bool Read();

  // A reading for each servo; the first of each joint by joint().
  std::span<const ServoReading> readings() const { return std::span(readings_).first(count_); }
  const ServoReading& joint(int joint) const { return readings_[first_of_joint_[joint]]; }

  // Where every joint is to be, rad. What lies beyond a servo's limits is told as the limit, which only rounding is.
  // False when the port is gone.
  bool Command(const std::array<double, kRigJoints>& positions);

  // Torque on, exactly where the arm is, with the profile and the bus watchdog of the rig. Throws ArmError.
  void Energize();

  // After the bus watchdog stopped the servos: each is told to stay at `positions`, and its watchdog armed again.
  // Nothing is written to a servo that does not hold. Allocates nothing. The id of the first that did not do as it was
  // told.
  std::optional<std::uint8_t> Rearm(const std::array<double, kRigJoints>& positions);

  // Torque off: the arm falls from wherever it is. Throws ArmError.
  void Release();

  dynamixel::Port::Clock::time_point Now() const { return bus_.Now(); }

 private:
  void FindLoadMeasurers();
  void Write(std::uint8_t id, dynamixel::Register where, std::uint32_t value, const char* what);

  const Rig rig_;
  dynamixel::Bus& bus_;
  const Mode mode_;
  std::optional<std::array<double, kRigJoints>> dry_goals_;  // in a dry run
  std::size_t count_ = 0;
  std::array<std::uint8_t, kMaxServos> ids_{};
  std::array<bool, kMaxServos> measures_load_{};  // instead of a current
  std::array<ServoReading, kMaxServos> readings_{};
  std::array<std::size_t, kRigJoints> first_of_joint_{};
  std::array<std::uint8_t, kRigJoints> joint_ids_{};
};

}  // namespace blindvla::widowx

#endif  // BLINDVLA_WIDOWX_ARM_ARM_SERVOS_H_
