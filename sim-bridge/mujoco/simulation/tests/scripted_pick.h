#ifndef BLINDVLA_SIMULATION_TESTS_SCRIPTED_PICK_H_
#define BLINDVLA_SIMULATION_TESTS_SCRIPTED_PICK_H_

#include <array>

#include "simulation/simulation.h"

namespace blindvla::testing {

// A top-down pick of the first object and place on the second one, with nothing but the protocol's actions and
// privileged state.
class ScriptedPick {
 public:
  explicit ScriptedPick(Simulation* simulation) : simulation_(simulation) {}

  // False when the arm did not get somewhere in time.
  bool Run();

  int steps() const { return steps_; }
  double max_penetration() const { return max_penetration_; }  // m, of any contact after a control step
  double max_slip() const { return max_slip_; }                // m, of the object in the hand since it was firmly held

 private:
  bool MoveTo(const std::array<double, 3>& world, float gripper, double largest_step);
  void Wait(int steps, float gripper);
  void Apply(const std::array<float, kActionLength>& action);
  void Observe();

  Simulation* simulation_;
  double turn_ = 0;  // about the vertical, still to be made
  int steps_ = 0;
  double max_penetration_ = 0;
  double max_slip_ = 0;
  int steps_held_ = 0;
  std::array<double, 3> first_in_hand_{};
};

}  // namespace blindvla::testing

#endif  // BLINDVLA_SIMULATION_TESTS_SCRIPTED_PICK_H_
