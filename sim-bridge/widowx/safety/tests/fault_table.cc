// blindvla-widowx-faults: injects every fault, at every moment of a control period, into an emulated arm that moves,
// and prints how long it took at most until the arm was told to hold or stop. By the arm's own clock: what the bus
// takes and what is waited for is in it, what a busy machine adds is not.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "control/robot_model.h"
#include "simulation/scene_compiler.h"
#include "widowx/emulator/emulated_arm.h"
#include "widowx/emulator/scene_file.h"
#include "widowx/emulator/tests/arm_port.h"
#include "widowx/rig/action_space.h"
#include "widowx/safety/arm_control.h"

namespace blindvla::widowx::testing {
namespace {

using Phase = ArmControl::Phase;
using Action = ArmControl::Action;

// What the thread that reads a camera finds, picture after picture.
enum class Pictures { kGood, kSame, kNone, kSlow, kGarbage, kClosed };

constexpr double kPicturePeriod = 0.1;  // s
constexpr int kSlow = 10;               // times

// An arm under control, whose clock moves on only as it waits.
class Cell {
 public:
  Cell(const Rig& rig, std::shared_ptr<SceneCompiler> compiler, std::shared_ptr<const mjModel> robot)
      : rig_(rig), arm_(rig, compiler, StandardScene(compiler->assets())) {
    Begin(robot);
  }

  // As a server begins.
  void Begin(std::shared_ptr<const mjModel> robot) {
    servos_.Energize();
    servos_.Read();
    control_.emplace(rig_, std::move(robot), &servos_, &watch_);
  }

  void Run(double seconds, bool is_client_there = true) {
    const ArmControl::Clock::time_point end =
        port_.Now() + std::chrono::duration_cast<ArmControl::Clock::duration>(std::chrono::duration<double>(seconds));
    while (port_.Now() < end) {
      if (port_.Now() >= next_picture_) TakePicture();
      if (port_.Now() >= control_->next_turn()) Turn(is_client_there);
      port_.Wait(std::min({control_->next_turn(), next_picture_, end}));
    }
  }

  // The process that controls it is killed, or stopped by a signal: nobody takes a turn.
  void StandStill(double seconds) { port_.Wait(std::chrono::duration<double>(seconds)); }

  void Turn(bool is_client_there = true) {
    if (is_client_there) control_->Beat();
    control_->Turn();
  }

  // The turning thread wakes for it.
  void Step(std::span<const float> action, double age = 0) {
    control_->Step(action, age);
    Turn();
  }

  void BeginEpisode() {
    control_->Ramp(ArmControl::Place::kStart);
    while (control_->status().phase == Phase::kHolding || control_->status().phase == Phase::kRamping) Run(0.1);
    if (control_->status().phase != Phase::kEpisode)
      throw std::runtime_error("stopped on the way to the start: " + Describe(control_->status().stop));
  }

  void EndStop() {
    do {
      const std::uint64_t decided = control_->AskToEndStop();
      while (control_->status().turns < decided) Run(rig_.motion.turn);
    } while (control_->status().phase == Phase::kStopped);
  }

  void SetPictures(Pictures pictures) {
    pictures_ = pictures;
    shown_ = 0;
    // Whoever reads a connection that was closed knows it at once.
    if (pictures == Pictures::kClosed) watch_.Lost(0);
  }

  bool WatchdogsFired() {
    const std::vector<Servo>& servos = arm_.chain().servos();
    return std::all_of(servos.begin(), servos.end(), [](const Servo& servo) {
      return servo.Get(dynamixel::kBusWatchdog) == dynamixel::kWatchdogFired;
    });
  }

  EmulatedArm& arm() { return arm_; }
  ArmPort& port() { return port_; }
  ArmControl& control() { return *control_; }

 private:
  void TakePicture() {
    next_picture_ = port_.Now() + std::chrono::duration_cast<ArmControl::Clock::duration>(
                                      std::chrono::duration<double>(kPicturePeriod));
    const bool is_due = pictures_ != Pictures::kSlow || ++shown_ % kSlow == 0;
    if (pictures_ == Pictures::kGarbage) watch_.Lost(0);
    if (pictures_ == Pictures::kGood || pictures_ == Pictures::kSame || (pictures_ == Pictures::kSlow && is_due))
      watch_.Saw(0, port_.Now(), pictures_ != Pictures::kSame);
  }

  const Rig rig_;
  EmulatedArm arm_;
  ArmPort port_{&arm_};
  dynamixel::Bus bus_{&port_, {std::chrono::milliseconds(10), 1}};
  ArmServos servos_{rig_, &bus_};
  CameraWatch watch_{rig_.cameras};
  Pictures pictures_ = Pictures::kGood;
  int shown_ = 0;
  ArmControl::Clock::time_point next_picture_{};
  std::optional<ArmControl> control_;
};

struct Fault {
  const char* cause;
  Rule rule;
  std::function<void(Cell*)> inject;
  std::function<void(Cell*)> mend;
  double allowed = 0;  // s, by the rig, before it counts as one
  bool is_client_there = true;
};

int Run(int injections, ActionConvention convention) {
  Rig rig = StandardRig();
  rig.actions = convention;
  rig.safety.stop_file =
      std::filesystem::temp_directory_path() / ("blindvla-widowx-faults-" + std::to_string(getpid()));
  const auto compiler = std::make_shared<SceneCompiler>(std::make_shared<const AssetLibrary>(BLINDVLA_TEST_ASSETS));
  const auto robot = LoadRobot(BLINDVLA_TEST_ASSETS "/robot/wx250s.xml");
  Cell cell(rig, compiler, robot);

  // From where an episode begins: the hold action, with one value changed.
  const bool are_joints = convention == ActionConvention::kJointPositions;
  const auto with = [&](int index, float by) {
    Action action = HoldActionOf(rig);
    action[index] += by;
    return action;
  };
  // It moves, back and forth.
  const auto move = [&](int i) { return with(are_joints ? 0 : 1, i % 2 == 0 ? 0.02f : -0.02f); };
  const auto act = [&](int index, float by) { return [action = with(index, by)](Cell* cell) { cell->Step(action); }; };
  const auto nothing = [](Cell*) {};
  const auto servo = [](Cell* cell) { return cell->arm().chain().Find(4); };
  const auto show = [](Pictures pictures) { return [pictures](Cell* cell) { cell->SetPictures(pictures); }; };
  const auto mended = show(Pictures::kGood);
  const CameraRig& camera = rig.cameras[0];
  const double watchdog = rig.motion.bus_watchdog * dynamixel::kWatchdogUnitSeconds;
  const std::vector<Fault> faults = {
      {"not a number in an action", Rule::kNotFinite, act(1, std::nanf("")), nothing},
      {"too far in one action", Rule::kTranslation, act(0, are_joints ? 0.4f : 0.2f), nothing},
      {"too far a turn in one action", Rule::kRotation, act(are_joints ? 5 : 3, are_joints ? 0.55f : 1), nothing},
      {"an action of an old observation", Rule::kStaleAction, [&](Cell* cell) { cell->Step(with(0, 0), 10); }, nothing},
      {"wrong length of an action", Rule::kLength, [](Cell* cell) { cell->Step(std::array<float, 3>{}); }, nothing},
      {"a hot servo", Rule::kTemperature, [=](Cell* cell) { servo(cell)->SetTemperature(61); },
       [=](Cell* cell) { servo(cell)->SetTemperature(30); }},
      {"low voltage", Rule::kVoltage, [=](Cell* cell) { servo(cell)->SetVoltage(10.4); },
       [=](Cell* cell) { servo(cell)->SetVoltage(12); }},
      {"a silent servo", Rule::kSilence, [](Cell* cell) { cell->arm().chain().Mute(4, true); },
       [](Cell* cell) { cell->arm().chain().Mute(4, false); }, rig.safety.silence_seconds},
      {"a silent bus", Rule::kSilence, [](Cell* cell) { cell->arm().chain().Silence(true); },
       [](Cell* cell) { cell->arm().chain().Silence(false); }, rig.safety.silence_seconds},
      {"the port is gone", Rule::kPortLost, [](Cell* cell) { cell->port().is_unplugged = true; },
       [](Cell* cell) { cell->port().is_unplugged = false; }},
      {"emergency stop, signal or call", Rule::kEmergencyStop, [](Cell* cell) { cell->control().EmergencyStop(); },
       nothing},
      {"emergency stop, file", Rule::kEmergencyStop, [&](Cell*) { std::ofstream(rig.safety.stop_file) << "stop"; },
       [&](Cell*) { std::filesystem::remove(rig.safety.stop_file); }},
      {"a camera sends the same picture again and again", Rule::kCameraFrozen, show(Pictures::kSame), mended,
       camera.frozen_seconds},
      {"a camera sends nothing more", Rule::kCameraStale, show(Pictures::kNone), mended, camera.stale_seconds},
      {"a camera is slow", Rule::kCameraStale, show(Pictures::kSlow), mended, camera.stale_seconds},
      {"a camera sends garbage", Rule::kCameraLost, show(Pictures::kGarbage), mended},
      {"a camera closes the connection", Rule::kCameraLost, show(Pictures::kClosed), mended},
      {"the client is silent, or stopped (SIGSTOP)", Rule::kHeartbeat, nothing, nothing, rig.safety.heartbeat_seconds,
       false},
  };

  std::mt19937 random(1);
  std::uniform_real_distribution<double> moment(0, rig.motion.control_period);
  bool all_in_time = true;
  std::printf(
      "| cause | rule | action | worst, ms | of which the rig allows, ms | injections |\n|---|---|---|---|---|---|\n");
  for (const Fault& fault : faults) {
    double worst = 0;
    for (int i = 0; i < injections; ++i) {
      cell.BeginEpisode();
      cell.Step(move(i));
      cell.Run(moment(random));
      const auto begun = cell.port().Now();
      const std::uint32_t before = cell.control().status().counts[static_cast<int>(fault.rule)];
      fault.inject(&cell);
      while (cell.control().status().counts[static_cast<int>(fault.rule)] == before) {
        cell.Run(0.001, fault.is_client_there);
        if (cell.port().Now() - begun > std::chrono::seconds(20)) {
          std::fprintf(stderr, "%s was not noticed\n", fault.cause);
          return 1;
        }
      }
      worst = std::max(worst, std::chrono::duration<double>(cell.port().Now() - begun).count());
      fault.mend(&cell);
      if (IsHold(fault.rule)) continue;
      cell.Run(0.5);
      cell.EndStop();
    }
    // While an action runs its client is not expected to speak.
    const double allowed = fault.allowed + (fault.is_client_there ? 0 : rig.motion.control_period);
    all_in_time = all_in_time && worst <= allowed + rig.motion.control_period;
    std::printf("| %s | `%s` | %s | %.0f | %.0f | %d |\n", fault.cause, Name(fault.rule),
                IsHold(fault.rule) ? "hold" : "stop", 1000 * worst, 1000 * allowed, injections);
  }
  // The process itself: with nobody to take a turn it is the servos that stop.
  for (const bool comes_back : {false, true}) {
    double worst = 0;
    for (int i = 0; i < injections; ++i) {
      cell.BeginEpisode();
      cell.Step(move(i));
      cell.Run(moment(random));
      const auto begun = cell.port().Now();
      while (!cell.WatchdogsFired()) {
        cell.StandStill(0.001);
        if (cell.port().Now() - begun > std::chrono::seconds(20)) {
          std::fprintf(stderr, "the servos did not stop by themselves\n");
          return 1;
        }
      }
      worst = std::max(worst, std::chrono::duration<double>(cell.port().Now() - begun).count());
      if (comes_back) {
        cell.Turn();
        if (cell.control().status().stop.rule != Rule::kWatchdogFired) {
          std::fprintf(stderr, "that the process had stood still was not noticed\n");
          return 1;
        }
      }
      cell.Begin(robot);
    }
    all_in_time = all_in_time && worst <= watchdog + rig.motion.control_period;
    std::printf("| %s | %s | stop | %.0f | %.0f | %d |\n",
                comes_back ? "the server is stopped (SIGSTOP), and goes on" : "the server is killed (SIGKILL)",
                comes_back ? "the servos' own; then `watchdog_fired`" : "the servos' own", 1000 * worst,
                1000 * watchdog, injections);
  }
  return all_in_time ? 0 : 1;
}

}  // namespace
}  // namespace blindvla::widowx::testing

// blindvla-widowx-faults [INJECTIONS [joint_positions]]
int main(int count, char** arguments) {
  using blindvla::widowx::ActionConvention;
  ActionConvention convention = ActionConvention::kDeltaEndEffector;
  if (count > 2) {
    convention = ActionConvention::kJointPositions;
    if (arguments[2] != std::string(blindvla::widowx::Name(convention))) {
      std::fprintf(stderr, "expected %s or nothing, found %s\n", blindvla::widowx::Name(convention), arguments[2]);
      return 2;
    }
  }
  return blindvla::widowx::testing::Run(count > 1 ? std::atoi(arguments[1]) : 200, convention);
}
