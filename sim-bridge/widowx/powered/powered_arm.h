#ifndef BLINDVLA_WIDOWX_POWERED_POWERED_ARM_H_
#define BLINDVLA_WIDOWX_POWERED_POWERED_ARM_H_

#include <filesystem>
#include <string>
#include <thread>

#include "widowx/arm/arm_servos.h"
#include "widowx/dynamixel/bus.h"
#include "widowx/dynamixel/serial_port.h"
#include "widowx/safety/arm_control.h"

namespace blindvla::widowx {

// An arm from the look at every servo, before which nothing moves, to its rest, where it is let go of; in between its
// turns are made, in a thread that comes before whatever else the machine does. SIGUSR1 is its emergency stop. One at a
// time in a process.
//
// Each stop is said on the error stream, and that a person ended it.
//
// Whoever ends without PutDown leaves it as it is: its servos hear nothing more, stop by themselves and hold.
class PoweredArm {
 public:
  // `program` is who says something on the error stream, `assets` has the arm's model. `cameras` as for ArmControl.
  // Throws when something speaks against moving the arm.
  PoweredArm(std::string program, const Rig& rig, const std::filesystem::path& assets,
             ArmServos::Mode mode = ArmServos::Mode::kMoving, const CameraWatch* cameras = nullptr);
  ~PoweredArm();
  PoweredArm(const PoweredArm&) = delete;
  PoweredArm& operator=(const PoweredArm&) = delete;

  ArmControl& control() { return control_; }

  // Slowly to its rest, where the torque is switched off. False when it was stopped: then it is held where it is, which
  // has been said. Nobody may command it any more.
  bool PutDown();

 private:
  static ArmServos* Hold(const Rig& rig, dynamixel::Bus* bus, ArmServos* servos);
  void MakeTurns();
  void SayStops();
  void EndTurns();

  const std::string program_;
  dynamixel::SerialPort port_;
  dynamixel::Bus bus_;
  ArmServos servos_;
  ArmControl control_;
  std::thread turns_;
  std::thread stops_;
};

}  // namespace blindvla::widowx

#endif  // BLINDVLA_WIDOWX_POWERED_POWERED_ARM_H_
