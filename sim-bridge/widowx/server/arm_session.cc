#include "widowx/server/arm_session.h"

#include <array>
#include <chrono>
#include <string>
#include <thread>

#include "control/arm_interface.h"
#include "rendering/camera.h"
#include "server/limits.h"
#include "server/observation_mapping.h"
#include "server/refusal.h"
#include "server/version.h"
#include "simulation/nearest_names.h"
#include "widowx/rig/action_space.h"
#include "widowx/scheduling/scheduling.h"

namespace blindvla::widowx {
namespace {

using Phase = ArmControl::Phase;

constexpr std::uint32_t kSmallest = kMinImageSize;

int IndexOf(const Rig& rig, const std::string& camera) {
  for (std::size_t i = 0; i < rig.cameras.size(); ++i)
    if (rig.cameras[i].name == camera) return static_cast<int>(i);
  return -1;
}

// What no arm, or not this one, can give. False when the request was refused for it.
template <typename Request>
bool CanBeGiven(const Rig& rig, const Request& request, bridge::ConnectResponse* response) {
  if (request.privileged()) {
    Refuse(bridge::RequestError::CODE_UNIMPLEMENTED, "privileged", "a real arm knows no object poses", response);
    return false;
  }
  std::int64_t bytes = 0;
  for (int i = 0; i < request.cameras_size(); ++i) {
    const bridge::CameraRequest& asked = request.cameras(i);
    const std::string field = "cameras[" + std::to_string(i) + "]";
    const int index = IndexOf(rig, asked.name());
    if (index < 0) {
      std::vector<std::string> names;
      for (const CameraRig& camera : rig.cameras) names.push_back(camera.name);
      Refuse(bridge::RequestError::CODE_INVALID_ARGUMENT, field + ".name",
             "there is no camera '" + asked.name() + "'; " +
                 (names.empty() ? "the rig has none" : SuggestNames(asked.name(), names)),
             response);
      return false;
    }
    const CameraRig& camera = rig.cameras[index];
    if (asked.width() < kSmallest || asked.height() < kSmallest ||
        asked.width() > static_cast<std::uint32_t>(camera.width) ||
        asked.height() > static_cast<std::uint32_t>(camera.height)) {
      Refuse(bridge::RequestError::CODE_INVALID_ARGUMENT, field,
             "expected a picture of 8x8 to " + std::to_string(camera.width) + "x" + std::to_string(camera.height) +
                 ", found " + std::to_string(asked.width()) + "x" + std::to_string(asked.height()),
             response);
      return false;
    }
    bytes += std::int64_t{3} * asked.width() * asked.height();
  }
  if (bytes > kMaxImageBytes) {
    Refuse(bridge::RequestError::CODE_INVALID_ARGUMENT, "cameras",
           "expected at most " + std::to_string(kMaxImageBytes) + " bytes of images in one response, found " +
               std::to_string(bytes) + "; ask for fewer or smaller ones",
           response);
    return false;
  }
  return true;
}

[[noreturn]] void ThrowStopped(const ArmControl::Status& status) {
  constexpr char kUntil[] =
      "; the arm holds where it was stopped, and moves again only after a person has ended the stop";
  if (IsBreakdown(status.stop.rule)) throw Breakdown("broken: " + Describe(status.stop) + kUntil);
  const bool is_emergency = status.stop.rule == Rule::kEmergencyStop;
  throw EmergencyStop((is_emergency ? "" : "protective stop: ") + Describe(status.stop) + kUntil);
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
  description.set_renderer(rig.cameras.empty() ? "none" : "cameras");
  for (const CameraRig& camera : rig.cameras) {
    bridge::CameraSpec* spec = description.add_cameras();
    spec->set_name(camera.name);
    spec->set_width(static_cast<std::uint32_t>(camera.width));
    spec->set_height(static_cast<std::uint32_t>(camera.height));
    spec->set_max_width(static_cast<std::uint32_t>(camera.width));
    spec->set_max_height(static_cast<std::uint32_t>(camera.height));
    spec->set_min_width(kSmallest);
    spec->set_min_height(kSmallest);
  }
  description.set_max_image_bytes(kMaxImageBytes);
  description.set_control_period_seconds(rig.motion.control_period);
  description.mutable_capabilities()->set_real_time(true);
  for (const ArraySpec& part : ActionSpecOf(rig)) *description.add_action() = ToMessage(part);
  for (const ArraySpec& part : StateSpec()) *description.add_state() = ToMessage(part);
  description.set_assets_sha256(std::string(64, '0'));
  description.set_max_sessions(1);
  for (const float value : HoldActionOf(rig)) description.add_hold_action(value);
  return description;
}

ArmSession::ArmSession(const Rig& rig, ArmControl* control, std::span<const std::unique_ptr<Camera>> cameras)
    : rig_(rig), control_(*control), cameras_(cameras), shapers_(rig.cameras.begin(), rig.cameras.end()) {
  RunFirst(Urgency::kSession);
}

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
  if (!CanBeGiven(rig_, request, response)) return;
  const std::uint64_t number = control_.Ramp(ArmControl::Place::kStart);
  const ArmControl::Status status = control_.WaitUntil([number](const ArmControl::Status& status) {
    return status.handled >= number && status.phase != Phase::kRamping;
  });
  if (status.phase != Phase::kEpisode) ThrowStopped(status);
  has_episode_ = true;
  began_ = status.ends_at;
  AwaitPictures(request.cameras());
  Observe(status, request.cameras(), response->mutable_reset()->mutable_observation());
}

void ArmSession::Step(const bridge::StepRequest& request, bridge::ConnectResponse* response) {
  if (!has_episode_) {
    return Refuse(bridge::RequestError::CODE_FAILED_PRECONDITION, "step",
                  "step before reset: the arm is not at its start; send a reset first", response);
  }
  if (!CanBeGiven(rig_, request, response)) return;
  const double now = SecondsBetween(began_, control_.status().read_at);
  const double age = request.has_observation_time_seconds() ? now - request.observation_time_seconds() : 0;
  const std::uint64_t number =
      control_.Step({request.action().data(), static_cast<std::size_t>(request.action_size())}, age);
  // What an action is by its very declaration is refused at once; everything else takes its period.
  const ArmControl::Clock::duration lead = control_.reading_lead();
  const ArmControl::Status status = control_.WaitUntil([number, lead](const ArmControl::Status& status) {
    return status.handled >= number && (status.phase == Phase::kStopped || IsNoAction(status.rejected.rule) ||
                                        status.read_at >= status.ends_at - lead);
  });
  if (status.phase == Phase::kStopped) ThrowStopped(status);
  if (IsNoAction(status.rejected.rule)) {
    const std::string index = status.rejected.where < 0 ? "" : "[" + std::to_string(status.rejected.where) + "]";
    return Refuse(bridge::RequestError::CODE_INVALID_ARGUMENT, "action" + index, Describe(status.rejected), response);
  }
  std::this_thread::sleep_until(status.ends_at);
  AwaitPictures(request.cameras());
  bridge::StepResponse* step = response->mutable_step();
  Observe(status, request.cameras(), step->mutable_observation());
  step->mutable_applied_action()->Assign(status.applied.begin(), status.applied.end());
  step->clear_safety();
  if (status.rejected) {
    step->mutable_safety()->set_rule(Name(status.rejected.rule));
    step->mutable_safety()->set_message(Describe(status.rejected));
  }
}

void ArmSession::AwaitPictures(const PictureOutput::CameraRequests& cameras) {
  for (const bridge::CameraRequest& asked : cameras) {
    while (cameras_[IndexOf(rig_, asked.name())]->After(began_, std::chrono::milliseconds(100)) == nullptr) {
      if (const ArmControl::Status now = control_.status(); now.phase != Phase::kEpisode) ThrowStopped(now);
      control_.Beat();
    }
  }
}

void ArmSession::Observe(const ArmControl::Status& status, const PictureOutput::CameraRequests& cameras,
                         bridge::Observation* observation) {
  observation->set_time_seconds(SecondsBetween(began_, status.ends_at));
  auto* state = observation->mutable_state();
  state->Clear();
  for (int i = 0; i < kArmJoints; ++i) state->Add(static_cast<float>(status.positions[i]));
  state->Add(static_cast<float>(status.finger_position));
  for (const double value : status.gripper.position) state->Add(static_cast<float>(value));
  // Of the two quaternions of an orientation, the one with w >= 0, as in the simulator.
  const double sign = status.gripper.quaternion[0] < 0 ? -1 : 1;
  for (const double value : status.gripper.quaternion) state->Add(static_cast<float>(sign * value));
  pictures_.Write(
      cameras, observation, [this](const bridge::CameraRequest& asked, bridge::Image* image, std::uint8_t* rgb) {
        const int index = IndexOf(rig_, asked.name());
        const std::shared_ptr<const Picture> picture = cameras_[index]->newest();
        image->set_capture_time_seconds(SecondsBetween(began_, picture->captured_at));
        shapers_[index].Shape(*picture, static_cast<int>(asked.width()), static_cast<int>(asked.height()), rgb);
      });
}

}  // namespace blindvla::widowx
