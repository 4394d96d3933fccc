#ifndef BLINDVLA_WIDOWX_ARM_INSPECTION_H_
#define BLINDVLA_WIDOWX_ARM_INSPECTION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "widowx/dynamixel/bus.h"
#include "widowx/rig/rig.h"

namespace blindvla::widowx {

// What one servo said of itself.
struct ServoReport {
  std::string joint;  // with "shadow" behind it where it is one
  std::uint8_t id;
  bool answered = false;
  std::uint16_t model = 0;
  int firmware = 0;
  double voltage = 0;
  double temperature = 0;
  double position = 0;  // rad, of the joint
  bool has_torque = false;
};

struct Inspection {
  std::vector<ServoReport> servos;
  std::vector<std::string> problems;  // in words; empty: the arm may be moved
};

// Looks at every servo of the rig and moves nothing, writes nothing. Finds whatever makes it unsafe to begin: servos
// that are silent, of another model, set up differently, hot, in error, or out of their limits.
Inspection Inspect(const Rig& rig, dynamixel::Bus* bus);

// Throws ArmError with everything that speaks against moving the arm.
void RequireSound(const Rig& rig, dynamixel::Bus* bus);

// What is wrong around the arm: with the port itself, and with the file that is to stop it. In words; empty: nothing.
std::vector<std::string> SurroundingProblems(const Rig& rig);

}  // namespace blindvla::widowx

#endif  // BLINDVLA_WIDOWX_ARM_INSPECTION_H_
