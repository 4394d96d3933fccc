#include "widowx/server/arm_session.h"

#include <array>
#include <string>

#include "control/arm_interface.h"
#include "server/observation_mapping.h"
#include "server/refusal.h"
#include "server/version.h"

namespace blindvla::widowx {
namespace {

using Phase = ArmControl::Phase;

// What no arm can give. False when the request was refused for it.
template <typename Request>
bool CanBeGiven(const Request& request, bridge::ConnectResponse* response) {
  if (request.privileged()) {
    Refuse(bridge::RequestError::CODE_UNIMPLEMENTED, "privileged", "a real arm knows no object poses", response);
    return false;
  }
  if (request.cameras_size() > 0) {
    Refuse(bridge::RequestError::CODE_INVALID_ARGUMENT, "cameras[0].name",
           "there is no camera '" + request.cameras(0).name() + "'; this server has none", response);
    return false;
  }
  return true;
}

[[noreturn]] void ThrowStopped(const ArmControl::Status& status) {
  const bool is_emergency = status.stop.rule == Rule::kEmergencyStop;
  throw EmergencyStop((is_emergency ? "" : "protective stop: ") + Describe(status.stop) +
                      "; the arm holds where it was stopped, and moves again only after a person has ended the stop");
}

double SecondsBetween(ArmControl::Clock::time_point from, ArmControl::Clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

}  // namespace

bridge::DescribeResponse DescriptionOf(const Rig& rig) {
  bridge::DescribeResponse description;
  description.set_name("widowx-" + rig.name);
  description.set_version(kServerVersion);
  description.set_physics_version("a real arm");
  description.set_renderer("none");
  description.set_control_period_seconds(rig.motion.control_period);
  description.mutable_capabilities()->set_real_time(true);
  for (const ArraySpec& part : ActionSpec()) *description.add_action() = ToMessage(part);
  for (const ArraySpec& part : StateSpec()) *description.add_state() = ToMessage(part);
  description.set_assets_sha256(std::string(64, '0'));
  description.set_max_sessions(1);
  for (const float value : kHoldAction) description.add_hold_action(value);
  return description;
}

ArmSession::ArmSession(const Rig& rig, ArmControl* control) : rig_(rig), control_(*control) {}

ArmSession::~ArmSession() { control_.Hold(); }

void ArmSession::Handle(const bridge::ConnectRequest& request, bridge::ConnectResponse* response) {
  response->set_request_id(request.request_id());
  control_.Beat();
  switch (request.payload_case()) {
    case bridge::ConnectRequest::kReset:
      return Reset(request.reset(), response);
    case bridge::ConnectRequest::kStep:
      return Step(request.step(), response);
    case bridge::ConnectRequest::PAYLOAD_NOT_SET:
      return Refuse(bridge::RequestError::CODE_INVALID_ARGUMENT, "payload",
                    "expected a reset or a step, found a request with neither", response);
  }
}

void ArmSession::Reset(const bridge::ResetRequest& request, bridge::ConnectResponse* response) {
  // What the scene says a person has laid; nothing here can look.
  if (!CanBeGiven(request, response)) return;
  const std::uint64_t number = control_.Ramp(ArmControl::Place::kStart);
  const ArmControl::Status status = control_.WaitUntil([number](const ArmControl::Status& status) {
    return status.handled >= number && status.phase != Phase::kRamping;
  });
  if (status.phase != Phase::kEpisode) ThrowStopped(status);
  has_episode_ = true;
  began_ = status.ends_at;
  Observe(status, response->mutable_reset()->mutable_observation());
}

void ArmSession::Step(const bridge::StepRequest& request, bridge::ConnectResponse* response) {
  if (!has_episode_) {
    return Refuse(bridge::RequestError::CODE_FAILED_PRECONDITION, "step",
                  "step before reset: the arm is not at its start; send a reset first", response);
  }
  if (!CanBeGiven(request, response)) return;
  const double now = SecondsBetween(began_, control_.status().read_at);
  const double age = request.has_observation_time_seconds() ? now - request.observation_time_seconds() : 0;
  const std::uint64_t number =
      control_.Step({request.action().data(), static_cast<std::size_t>(request.action_size())}, age);
  // What an action is by its very declaration is refused at once; everything else takes its period.
  const ArmControl::Status status = control_.WaitUntil([number](const ArmControl::Status& status) {
    return status.handled >= number &&
           (status.phase == Phase::kStopped || IsNoAction(status.rejected.rule) || status.read_at >= status.ends_at);
  });
  if (status.phase == Phase::kStopped) ThrowStopped(status);
  if (IsNoAction(status.rejected.rule)) {
    const std::string index = status.rejected.where < 0 ? "" : "[" + std::to_string(status.rejected.where) + "]";
    return Refuse(bridge::RequestError::CODE_INVALID_ARGUMENT, "action" + index, Describe(status.rejected), response);
  }
  bridge::StepResponse* step = response->mutable_step();
  Observe(status, step->mutable_observation());
  step->mutable_applied_action()->Assign(status.applied.begin(), status.applied.end());
  step->clear_safety();
  if (status.rejected) {
    step->mutable_safety()->set_rule(Name(status.rejected.rule));
    step->mutable_safety()->set_message(Describe(status.rejected));
  }
}

void ArmSession::Observe(const ArmControl::Status& status, bridge::Observation* observation) const {
  observation->set_time_seconds(SecondsBetween(began_, status.ends_at));
  auto* state = observation->mutable_state();
  state->Clear();
  for (int i = 0; i < kArmJoints; ++i) state->Add(static_cast<float>(status.positions[i]));
  state->Add(static_cast<float>(status.finger_position));
  for (const double value : status.gripper.position) state->Add(static_cast<float>(value));
  // Of the two quaternions of an orientation, the one with w >= 0, as in the simulator.
  const double sign = status.gripper.quaternion[0] < 0 ? -1 : 1;
  for (const double value : status.gripper.quaternion) state->Add(static_cast<float>(sign * value));
}

}  // namespace blindvla::widowx
