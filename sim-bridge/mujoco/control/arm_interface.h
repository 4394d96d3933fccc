#ifndef BLINDVLA_CONTROL_ARM_INTERFACE_H_
#define BLINDVLA_CONTROL_ARM_INTERFACE_H_

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace blindvla {

inline constexpr int kActionLength = 7;
inline constexpr int kStateLength = 14;

// A named part of an action or of a state vector.
struct ArraySpec {
  std::string name;
  int length;
  std::string convention;  // e.g. "delta_xyz"
  std::string unit;
  std::string frame;              // empty where a frame has no meaning
  std::optional<double> minimum;  // inclusive, as is the maximum
  std::optional<double> maximum;
};

// What an action of ArmController is made of, and the state that is reported of the arm: these, concatenated.
std::vector<ArraySpec> ActionSpec();
std::vector<ArraySpec> StateSpec();

// Stay where you are, with an open gripper.
inline constexpr std::array<float, kActionLength> kHoldAction = {0, 0, 0, 0, 0, 0, 1};

}  // namespace blindvla

#endif  // BLINDVLA_CONTROL_ARM_INTERFACE_H_
