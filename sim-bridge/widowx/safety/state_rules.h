#ifndef BLINDVLA_WIDOWX_SAFETY_STATE_RULES_H_
#define BLINDVLA_WIDOWX_SAFETY_STATE_RULES_H_

#include <array>
#include <optional>
#include <span>

#include "widowx/arm/arm_servos.h"
#include "widowx/rig/rig.h"
#include "widowx/safety/finding.h"

namespace blindvla::widowx {

// Whether the arm may go on, by what its servos say. Remembers for how long something has been so. Allocates nothing.
class StateRules {
 public:
  using Clock = dynamixel::Port::Clock;

  explicit StateRules(const Rig& rig);

  // `goals` are what the servos were told last. Before `listens_from` nobody listened: no servo is blamed for it.
  Finding Judge(std::span<const ServoReading> readings, const std::array<double, kRigJoints>& goals,
                Clock::time_point now, Clock::time_point listens_from);

  // Forgets for how long.
  void Reset();

 private:
  // Whether something has been so for longer than `seconds`.
  static bool IsLasting(bool is_so, double seconds, Clock::time_point now, std::optional<Clock::time_point>* since);

  const Rig rig_;
  std::array<std::optional<Clock::time_point>, ArmServos::kMaxServos> pressing_since_;
  std::array<std::optional<Clock::time_point>, ArmServos::kMaxServos> lagging_since_;
};

}  // namespace blindvla::widowx

#endif  // BLINDVLA_WIDOWX_SAFETY_STATE_RULES_H_
