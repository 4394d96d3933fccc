#include "widowx/safety/arm_control.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "widowx/rig/action_space.h"

namespace blindvla::widowx {
namespace {

// A person needs as long to see what was stopped, and why.
constexpr double kResetRefusedSeconds = 0.5;

// A ramp has ended when every joint is as near as this to where it was told to be; one that is not within this time is
// held by something.
constexpr double kArrived = 0.05;        // rad
constexpr double kArrivalSeconds = 3.0;  // after the last goal

// Of a turn. Nine servos take 3 ms to say where they are, and a busy machine to hear it.
constexpr double kReadingLead = 0.25;

// An action that comes this much of a period after the last one ended still keeps the period's beat.
constexpr double kLateness = 0.25;

ArmControl::Clock::duration Seconds(double seconds) {
  return std::chrono::duration_cast<ArmControl::Clock::duration>(std::chrono::duration<double>(seconds));
}

ArmController MakeController(const std::shared_ptr<const mjModel>& robot) {
  return {robot, ArmAddresses::Of(*robot, Pose{})};
}

}  // namespace

ArmControl::ArmControl(const Rig& rig, std::shared_ptr<const mjModel> robot, ArmServos* servos,
                       const CameraWatch* cameras)
    : rig_(rig),
      servos_(*servos),
      cameras_(cameras),
      controller_(MakeController(robot)),
      action_rules_(rig),
      state_rules_(rig),
      hold_action_(HoldActionOf(rig)),
      last_applied_(hold_action_) {
  for (int i = 0; i < kRigJoints; ++i) goals_[i] = servos_.joint(i).position;
  next_turn_ = last_turn_ = beat_at_ = servos_.Now();
  status_.applied = hold_action_;
}

void ArmControl::Turn() {
  Command command;
  Status status;
  bool reset_asked;
  Clock::time_point beat_at;
  {
    const std::scoped_lock lock(mutex_);
    command = waiting_;
    waiting_.kind = Command::Kind::kNone;
    status = status_;
    reset_asked = std::exchange(reset_asked_, false);
    beat_at = beat_at_;
  }
  const Clock::time_point turn_before = std::exchange(last_turn_, servos_.Now());
  port_is_lost_ = !servos_.Read();
  const Clock::time_point now = servos_.Now();
  // Whoever was held up itself heard and saw nobody.
  if (now - turn_before > Seconds(rig_.safety.silence_seconds)) listens_from_ = now;
  status.read_at = now;
  ++status.turns;
  JointPositions joints;
  for (int i = 0; i < kRigJoints; ++i) {
    status.positions[i] = servos_.joint(i).position;
    if (i < kArmJoints) joints[i] = status.positions[i];
  }
  status.gripper = controller_.GripperPose(joints);
  status.finger_position = rig_.gripper.FingerPosition(status.positions[kGripperJoint]);

  Finding finding = JudgeState();
  // A policy moves the arm by what it sees. To rest, and while it holds, it needs to see nothing.
  const bool is_for_a_policy = status.phase == Phase::kEpisode || command.kind == Command::Kind::kRampToStart ||
                               (status.phase == Phase::kRamping && ramp_place_ == Place::kStart);
  if (!finding && is_for_a_policy) finding = JudgeCameras();
  if (!finding && status.phase == Phase::kEpisode && command.kind == Command::Kind::kNone) {
    // While an action runs its client waits for the answer, and has nothing to say.
    const Clock::time_point since = std::max({beat_at, std::min(now, status.ends_at), listens_from_});
    const double silent = std::chrono::duration<double>(now - since).count();
    if (silent > rig_.safety.heartbeat_seconds) finding = {Rule::kHeartbeat, -1, silent, rig_.safety.heartbeat_seconds};
  }
  if (status.phase == Phase::kStopped) {
    const double stopped = std::chrono::duration<double>(now - status.stopped_at).count();
    const bool may_end = reset_asked && stopped >= kResetRefusedSeconds;
    if (may_end && finding.rule == Rule::kWatchdogFired) finding = Rearm();
    if (reset_asked) status.refused = finding;
    if (may_end && !finding) {
      status.phase = Phase::kHolding;
      status.stop = {};
    }
  } else if (finding) {
    Stop(finding, &status);
  }

  if (command.kind != Command::Kind::kNone) Take(command, &status);
  if (status.phase == Phase::kRamping) AdvanceRamp(&status);
  if (status.phase == Phase::kJogging) AdvanceJog(now, &status);
  // Also when nothing changes: a goal that got lost is told again, and the servos hear that somebody is there.
  if (!servos_.Command(goals_)) port_is_lost_ = true;

  next_turn_ = std::max(last_turn_ + Seconds(rig_.motion.turn), now);
  const Clock::time_point last_reading = status.ends_at - reading_lead();
  if (status.phase == Phase::kEpisode && last_reading > now) next_turn_ = std::min(next_turn_, last_reading);
  {
    const std::scoped_lock lock(mutex_);
    status_ = status;
  }
  changed_.notify_all();
}

Finding ArmControl::JudgeState() {
  if (emergency_.exchange(false) || IsStopFileThere()) return {Rule::kEmergencyStop};
  if (port_is_lost_) return {Rule::kPortLost};
  return state_rules_.Judge(servos_.readings(), goals_, servos_.Now(), listens_from_);
}

// Every servo holds where it stopped by itself, and takes no goal until its watchdog is written. Whoever wants to go on
// has them all told to stay there, and looked at again.
Finding ArmControl::Rearm() {
  for (int i = 0; i < kArmJoints; ++i) goals_[i] = servos_.joint(i).position;
  if (const std::optional<std::uint8_t> servo = servos_.Rearm(goals_)) return {Rule::kWatchdogFired, *servo, 0, 0};
  port_is_lost_ = !servos_.Read();
  return JudgeState();
}

Finding ArmControl::JudgeCameras() const {
  if (cameras_ == nullptr) return {};
  const CameraWatch::Sight sight = cameras_->Look(servos_.Now(), listens_from_);
  switch (sight.trouble) {
    case CameraWatch::Trouble::kNone:
      return {};
    case CameraWatch::Trouble::kLost:
      return {Rule::kCameraLost, sight.camera, sight.found, sight.limit};
    case CameraWatch::Trouble::kStale:
      return {Rule::kCameraStale, sight.camera, sight.found, sight.limit};
    case CameraWatch::Trouble::kFrozen:
      return {Rule::kCameraFrozen, sight.camera, sight.found, sight.limit};
  }
  return {};
}

bool ArmControl::IsStopFileThere() const {
  return !rig_.safety.stop_file.empty() && access(rig_.safety.stop_file.c_str(), F_OK) == 0;
}

void ArmControl::Stop(const Finding& finding, Status* status) {
  status->phase = Phase::kStopped;
  status->stop = finding;
  status->stopped_at = servos_.Now();
  ++status->counts[static_cast<int>(finding.rule)];
  // Where it is now, by the readings of this turn. The gripper keeps what it holds.
  for (int i = 0; i < kArmJoints; ++i) goals_[i] = servos_.joint(i).position;
  velocity_.fill(0);
  state_rules_.Reset();
}

void ArmControl::Take(const Command& command, Status* status) {
  status->handled = command.number;
  status->begun_at = servos_.Now();
  status->rejected = {};
  if (status->phase == Phase::kStopped) {
    status->rejected = status->stop;
    return;
  }
  if (command.kind == Command::Kind::kStep) return TakeStep(command, status);
  if (command.kind == Command::Kind::kHold) {
    status->phase = Phase::kHolding;
    return;
  }
  if (command.kind == Command::Kind::kJog) {
    if (status->phase != Phase::kJogging) jogged_at_ = status->begun_at;
    jog_joint_ = command.joint;
    jog_speed_ = command.speed;
    jog_until_ = status->begun_at + Seconds(command.seconds);
    status->phase = Phase::kJogging;
    return;
  }
  ramp_place_ = command.kind == Command::Kind::kRampToStart ? Place::kStart : Place::kRest;
  for (int i = 0; i < kRigJoints; ++i)
    ramp_to_[i] = ramp_place_ == Place::kStart ? rig_.joints[i].start : rig_.joints[i].rest;
  ramp_told_at_.reset();
  status->phase = Phase::kRamping;
}

void ArmControl::TakeStep(const Command& command, Status* status) {
  const std::span<const float> asked = std::span(command.action).first(std::min(command.length, command.action.size()));
  Finding finding = command.length > command.action.size()
                        ? Finding{Rule::kLength, -1, static_cast<double>(command.length), kActionLength}
                        : action_rules_.JudgeAsked(asked, command.age);
  if (!IsNoAction(finding.rule)) {
    const double period = rig_.motion.control_period;
    const bool keeps_beat = status->begun_at - status->ends_at <= Seconds(kLateness * period);
    status->ends_at = (keeps_beat ? status->ends_at : status->begun_at) + Seconds(period);
  }
  if (!finding && status->phase == Phase::kEpisode) {
    const ArmController::Targets before = controller_.targets();
    const bool are_joints = rig_.actions == ActionConvention::kJointPositions;
    const ArmController::Targets after = are_joints ? controller_.AfterJoints(asked) : controller_.After(asked);
    JointPositions joints;
    std::copy_n(after.joints.begin(), kArmJoints, joints.begin());
    finding = action_rules_.JudgeMotion(before, after, controller_.GripperPose(joints), velocity_);
    if (!finding) {
      controller_.SetTargets(after);
      for (int i = 0; i < kArmJoints; ++i) {
        velocity_[i] = (after.joints[i] - before.joints[i]) / rig_.motion.control_period;
        goals_[i] = after.joints[i];
      }
      goals_[kGripperJoint] = rig_.gripper.HornAngle(after.joints[kArmJoints]);
      std::copy(asked.begin(), asked.end(), status->applied.begin());
      last_applied_ = status->applied;
      return;
    }
  }
  // It holds: it goes on to where it was told before, and no further.
  velocity_.fill(0);
  status->rejected = finding;
  ++status->counts[static_cast<int>(finding.rule)];
  status->applied = hold_action_;
  // What an action moves to, and not by, stays as it was.
  const int moved_to = rig_.actions == ActionConvention::kJointPositions ? 0 : kActionLength - 1;
  std::copy(last_applied_.begin() + moved_to, last_applied_.end(), status->applied.begin() + moved_to);
}

void ArmControl::AdvanceRamp(Status* status) {
  // All joints arrive together, the one that has furthest to go at the ramp's speed.
  double furthest = 0;
  for (int i = 0; i < kRigJoints; ++i) furthest = std::max(furthest, std::abs(ramp_to_[i] - goals_[i]));
  const double step = rig_.motion.ramp_speed * rig_.motion.turn;
  const double part = furthest <= step ? 1 : step / furthest;
  for (int i = 0; i < kRigJoints; ++i) goals_[i] += part * (ramp_to_[i] - goals_[i]);
  if (part < 1) return;
  goals_ = ramp_to_;
  const Clock::time_point now = servos_.Now();
  if (!ramp_told_at_) ramp_told_at_ = now;
  for (int i = 0; i < kArmJoints; ++i) {
    const double behind = std::abs(goals_[i] - servos_.joint(i).position);
    if (behind <= kArrived) continue;
    const double waited = std::chrono::duration<double>(now - *ramp_told_at_).count();
    if (waited > kArrivalSeconds) Stop({Rule::kLag, i, behind, kArrived}, status);
    return;
  }
  status->phase = Phase::kHolding;
  if (ramp_place_ == Place::kRest) return;
  // The targets begin at the start itself, not at where the arm came to lie: every episode begins the same.
  JointPositions start;
  std::copy_n(ramp_to_.begin(), kArmJoints, start.begin());
  controller_.Begin(start, rig_.gripper.FingerPosition(ramp_to_[kGripperJoint]));
  velocity_.fill(0);
  last_applied_ = status->applied = hold_action_;
  status->ends_at = servos_.Now();
  status->phase = Phase::kEpisode;
}

void ArmControl::AdvanceJog(Clock::time_point now, Status* status) {
  if (now >= jog_until_) {
    status->phase = Phase::kHolding;
    return;
  }
  // By the clock, as far as turns come as often as they should: keys that come in between make nothing faster.
  const double passed = std::chrono::duration<double>(now - jogged_at_).count();
  jogged_at_ = now;
  const JointRig& joint = rig_.joints[jog_joint_];
  const bool is_gripper = jog_joint_ == kGripperJoint;
  const double lower = is_gripper ? std::min(joint.rest, joint.start) : rig_.JointRange(jog_joint_)[0];
  const double upper = is_gripper ? std::max(joint.rest, joint.start) : rig_.JointRange(jog_joint_)[1];
  double& goal = goals_[jog_joint_];
  const double wanted = goal + jog_speed_ * std::clamp(passed, 0.0, 2 * rig_.motion.turn);
  // What is beyond a limit already may come back, and go no further.
  if (jog_speed_ > 0 ? wanted <= upper : wanted >= lower) goal = wanted;
}

bool ArmControl::GoToRest() {
  const std::uint64_t number = Ramp(Place::kRest);
  const Status status =
      WaitUntil([number](const Status& s) { return s.handled >= number && s.phase != Phase::kRamping; });
  return status.phase == Phase::kHolding;
}

std::uint64_t ArmControl::Jog(int joint, double speed, double seconds) {
  Command command;
  command.kind = Command::Kind::kJog;
  command.joint = joint;
  command.speed = speed;
  command.seconds = seconds;
  return Put(command);
}

std::uint64_t ArmControl::Put(Command command) {
  const std::scoped_lock lock(mutex_);
  command.number = ++commands_;
  waiting_ = command;
  beat_at_ = servos_.Now();
  wake_.notify_all();
  return command.number;
}

std::uint64_t ArmControl::Ramp(Place place) {
  Command command;
  command.kind = place == Place::kStart ? Command::Kind::kRampToStart : Command::Kind::kRampToRest;
  return Put(command);
}

std::uint64_t ArmControl::Hold() {
  Command command;
  command.kind = Command::Kind::kHold;
  return Put(command);
}

std::uint64_t ArmControl::Step(std::span<const float> action, double age_seconds) {
  Command command;
  command.kind = Command::Kind::kStep;
  command.length = action.size();
  command.age = age_seconds;
  std::copy_n(action.begin(), std::min(action.size(), command.action.size()), command.action.begin());
  return Put(command);
}

void ArmControl::Beat() {
  const std::scoped_lock lock(mutex_);
  beat_at_ = servos_.Now();
}

std::uint64_t ArmControl::AskToEndStop() {
  const std::scoped_lock lock(mutex_);
  reset_asked_ = true;
  wake_.notify_all();
  // A turn that has begun may have looked already.
  return status_.turns + 2;
}

ArmControl::Clock::duration ArmControl::reading_lead() const { return Seconds(kReadingLead * rig_.motion.turn); }

ArmControl::Status ArmControl::status() const {
  const std::scoped_lock lock(mutex_);
  return status_;
}

bool ArmControl::WaitForTurn() {
  std::unique_lock lock(mutex_);
  wake_.wait_until(lock, next_turn_, [this] {
    return is_ending_ || waiting_.kind != Command::Kind::kNone || reset_asked_ || emergency_.load();
  });
  return !is_ending_;
}

void ArmControl::End() {
  const std::scoped_lock lock(mutex_);
  is_ending_ = true;
  wake_.notify_all();
  changed_.notify_all();
}

}  // namespace blindvla::widowx
