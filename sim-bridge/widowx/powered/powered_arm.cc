#include "widowx/powered/powered_arm.h"

#include <signal.h>

#include <cstdio>
#include <functional>
#include <utility>

#include "control/robot_model.h"
#include "widowx/arm/inspection.h"
#include "widowx/scheduling/scheduling.h"

namespace blindvla::widowx {
namespace {

// In a turn nobody can wait long; before the first and after the last one, a machine under load is no arm with a fault.
constexpr dynamixel::Bus::Timing kInATurn{std::chrono::milliseconds(10), 1};
constexpr dynamixel::Bus::Timing kOutsideTurns{std::chrono::milliseconds(100), 4};

// For the signal handler.
ArmControl* g_control = nullptr;
void OnEmergencySignal(int) { g_control->EmergencyStop(); }

}  // namespace

PoweredArm::PoweredArm(std::string program, const Rig& rig, const std::filesystem::path& assets, ArmServos::Mode mode,
                       const CameraWatch* cameras)
    : program_(std::move(program)),
      port_(rig.port, rig.baud),
      bus_(&port_, kOutsideTurns),
      servos_(rig, &bus_, mode),
      control_(rig, LoadRobot(assets / "robot" / "wx250s.xml"), Hold(rig, &bus_, &servos_), cameras) {
  bus_.set_timing(kInATurn);
  g_control = &control_;
  signal(SIGUSR1, OnEmergencySignal);
  turns_ = std::thread([this] { MakeTurns(); });
  stops_ = std::thread([this] { SayStops(); });
}

PoweredArm::~PoweredArm() { EndTurns(); }

ArmServos* PoweredArm::Hold(const Rig& rig, dynamixel::Bus* bus, ArmServos* servos) {
  RequireSound(rig, bus);
  servos->Energize();
  servos->Read();
  return servos;
}

void PoweredArm::MakeTurns() {
  if (!RunFirst(Urgency::kArm)) {
    std::fprintf(stderr,
                 "%s: no real-time scheduling (it needs root, or rtprio 30 in /etc/security/limits.conf): on a busy "
                 "machine control periods get late\n",
                 program_.c_str());
  }
  do control_.Turn();
  while (control_.WaitForTurn());
}

// In a thread of its own: a turn does not wait for a terminal.
void PoweredArm::SayStops() {
  using Status = ArmControl::Status;
  const auto is_stopped = [](const Status& status) { return status.phase == ArmControl::Phase::kStopped; };
  for (;;) {
    const Status stopped = control_.WaitUntil(is_stopped);
    if (!is_stopped(stopped)) return;
    std::fprintf(stderr, "\n%s: stopped: %s; the arm is held where it is\n", program_.c_str(),
                 Describe(stopped.stop).c_str());
    if (is_stopped(control_.WaitUntil(std::not_fn(is_stopped)))) return;
    std::fprintf(stderr, "%s: the stop was ended; the arm may be moved\n", program_.c_str());
  }
}

void PoweredArm::EndTurns() {
  if (!turns_.joinable()) return;
  control_.End();
  turns_.join();
  stops_.join();
  signal(SIGUSR1, SIG_IGN);
}

bool PoweredArm::PutDown() {
  const bool is_at_rest = control_.GoToRest();
  EndTurns();
  if (!is_at_rest) {
    std::fprintf(stderr, "%s: the arm is held where it was stopped (%s); support it, then take its power away\n",
                 program_.c_str(), Describe(control_.status().stop).c_str());
    return false;
  }
  bus_.set_timing(kOutsideTurns);
  servos_.Release();
  return true;
}

}  // namespace blindvla::widowx
