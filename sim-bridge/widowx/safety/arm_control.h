#ifndef BLINDVLA_WIDOWX_SAFETY_ARM_CONTROL_H_
#define BLINDVLA_WIDOWX_SAFETY_ARM_CONTROL_H_

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>

#include "control/arm_controller.h"
#include "control/arm_interface.h"
#include "widowx/arm/arm_servos.h"
#include "widowx/camera/camera_watch.h"
#include "widowx/safety/action_rules.h"
#include "widowx/safety/state_rules.h"

namespace blindvla::widowx {

// The arm between the policy and its servos: one turn after the other reads the servos, judges how the arm is, takes
// the action that waits, if it breaks no rule, and tells the servos where to be. A turn allocates nothing.
//
// Turns are made by one thread; everything else may be called by any.
class ArmControl {
 public:
  using Clock = dynamixel::Port::Clock;
  using Action = std::array<float, kActionLength>;

  enum class Phase {
    kHolding,  // where it is: nothing was asked yet, or a ramp has arrived
    kRamping,  // slowly on the way to start or rest
    kJogging,  // one joint moves for a moment
    kEpisode,  // actions are taken
    kStopped,  // latched, until ResetStop
  };

  enum class Place { kStart, kRest };

  struct Status {
    Phase phase = Phase::kHolding;
    std::array<double, kRigJoints> positions{};  // rad, as they were read
    Pose gripper;                                // where those put it, base frame
    double finger_position = 0;                  // m
    Clock::time_point read_at{};
    // Of the last command.
    std::uint64_t handled = 0;     // its number
    Finding rejected;              // why the action was not done
    Action applied{};              // what was done instead or as asked
    Clock::time_point begun_at{};  // when
    Clock::time_point ends_at{};   // its control period
    // Of the stop, while stopped.
    Finding stop;
    Clock::time_point stopped_at{};
    Finding refused;  // what spoke against ending it when a person last wanted to; none: it was too soon
    std::array<std::uint32_t, kRules> counts{};  // how often each rule was broken
    std::uint64_t turns = 0;
  };

  // The servos have torque already, and were read. `robot` is the arm's model, for its kinematics. `cameras` is by the
  // servos' clock, or null: nobody looks. All must outlive this.
  ArmControl(const Rig& rig, std::shared_ptr<const mjModel> robot, ArmServos* servos,
             const CameraWatch* cameras = nullptr);

  // The thread's own. When the next turn is due; sooner, when a command waits.
  void Turn();
  Clock::time_point next_turn() const { return next_turn_; }
  // Waits until then. False when it is to end.
  bool WaitForTurn();
  void End();

  // What waits for the next turn; the newest command replaces one that has not been taken. Returns its number.
  std::uint64_t Ramp(Place place);
  // No more actions: the arm stays where it was told last, and nobody needs to be heard.
  std::uint64_t Hold();
  std::uint64_t Step(std::span<const float> action, double age_seconds);

  // Goes to rest and waits for it. False when the arm was stopped instead.
  bool GoToRest();
  // A person moves one joint for so long, no further than its limits.
  std::uint64_t Jog(int joint, double speed, double seconds);

  // A sign of life of the client, which an episode needs; every command is one, too.
  void Beat();

  // Latched at the next turn, which comes at once. From a signal handler, too.
  void EmergencyStop() { emergency_.store(true); }

  // By a person, who wants the stop ended. Refused for 0.5 s after it, and while there is still reason for it; nothing
  // moves by it. Servos that their bus watchdog stopped are looked at and armed anew, where they are. Decided when as
  // many turns have been made as this returns.
  std::uint64_t AskToEndStop();

  // The last reading of an action's period is taken this long before its end, so that the answer is not late.
  Clock::duration reading_lead() const;

  Status status() const;
  // When the command has been handled and `until` holds of the status, or the arm is stopped.
  template <typename Condition>
  Status WaitUntil(Condition until) const {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return until(status_) || is_ending_; });
    return status_;
  }

 private:
  struct Command {
    enum class Kind { kNone, kRampToStart, kRampToRest, kHold, kStep, kJog } kind = Kind::kNone;
    std::uint64_t number = 0;
    std::array<float, 2 * kActionLength> action{};
    std::size_t length = 0;  // as it was sent; more than there is room for is no action anyway
    double age = 0;
    int joint = 0;       // of a jog
    double speed = 0;    // rad/s
    double seconds = 0;  // for which it goes on
  };

  std::uint64_t Put(Command command);
  void Take(const Command& command, Status* status);
  void TakeStep(const Command& command, Status* status);
  void Stop(const Finding& finding, Status* status);
  void AdvanceRamp(Status* status);
  void AdvanceJog(Clock::time_point now, Status* status);
  Finding JudgeState();
  Finding Rearm();
  Finding JudgeCameras() const;
  bool IsStopFileThere() const;

  const Rig rig_;
  ArmServos& servos_;
  const CameraWatch* const cameras_;
  ArmController controller_;
  ActionRules action_rules_;
  StateRules state_rules_;

  // The turning thread's.
  std::array<double, kRigJoints> goals_{};
  std::array<double, kRigJoints> ramp_to_{};
  Place ramp_place_ = Place::kStart;
  std::optional<Clock::time_point> ramp_told_at_;  // when the servos were told the ramp's end
  int jog_joint_ = 0;
  double jog_speed_ = 0;
  Clock::time_point jog_until_{};
  Clock::time_point jogged_at_{};
  JointPositions velocity_{};  // over the last action
  const Action hold_action_;
  Action last_applied_;
  Clock::time_point next_turn_{};
  Clock::time_point last_turn_{};
  Clock::time_point listens_from_{};  // since it was last held up: what was not heard before is nobody's fault
  bool port_is_lost_ = false;

  std::atomic<bool> emergency_ = false;

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::condition_variable wake_;
  Command waiting_;
  std::uint64_t commands_ = 0;
  Clock::time_point beat_at_{};
  bool reset_asked_ = false;
  bool is_ending_ = false;
  Status status_;
};

}  // namespace blindvla::widowx

#endif  // BLINDVLA_WIDOWX_SAFETY_ARM_CONTROL_H_
