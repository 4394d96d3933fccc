#ifndef BLINDVLA_WIDOWX_EMULATOR_EMULATED_ARM_H_
#define BLINDVLA_WIDOWX_EMULATOR_EMULATED_ARM_H_

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "simulation/simulation.h"
#include "widowx/emulator/servo_chain.h"
#include "widowx/rig/rig.h"

namespace blindvla::widowx {

// The arm of a rig without metal: its servos, and behind them the simulated arm and table top. Time passes only as it
// is told. Not thread-safe.
class EmulatedArm {
 public:
  // The arm is at its rest, without torque. Throws EngineFault and InvalidRequest.
  EmulatedArm(const Rig& rig, std::shared_ptr<SceneCompiler> compiler, const Scene& scene);

  void Receive(std::span<const std::uint8_t> bytes) { chain_.Receive(bytes); }
  std::vector<std::uint8_t> TakeOutput() { return chain_.TakeOutput(); }

  // Whole physics substeps; the rest is kept for the next call.
  void Advance(double seconds);

  // The table with other objects on it, and the arm at its rest beside it. May be called by another thread while time
  // passes here. Throws EngineFault and InvalidRequest.
  std::unique_ptr<Simulation> Lay(Scene scene) const;
  // The arm goes on, as it is, at that table.
  void Enter(std::unique_ptr<Simulation> world);

  // Joints as a servo of the rig turns them: the gripper is the angle of its horn.
  std::array<double, kRigJoints> JointAngles() const;

  ServoChain& chain() { return chain_; }
  const Simulation& world() const { return *world_; }
  double time_seconds() const { return time_seconds_; }  // that has been emulated

 private:
  // Of the joint's servos: where their shafts are when the joint is at an angle.
  struct Shaft {
    Servo* servo;
    int joint;
    double sign;    // of the mounting
    double offset;  // rad
    int sharers;    // servos that turn this joint
  };

  void Substep();
  void ReadShafts();

  const Rig rig_;
  const std::shared_ptr<SceneCompiler> compiler_;
  ServoChain chain_;
  std::vector<Shaft> shafts_;
  std::unique_ptr<Simulation> world_;
  double time_seconds_ = 0;
  double owed_seconds_ = 0;
};

}  // namespace blindvla::widowx

#endif  // BLINDVLA_WIDOWX_EMULATOR_EMULATED_ARM_H_
