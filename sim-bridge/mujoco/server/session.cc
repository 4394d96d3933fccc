#include "server/session.h"

#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>

#include "server/limits.h"
#include "server/observation_mapping.h"
#include "server/refusal.h"
#include "server/scene_mapping.h"
#include "simulation/errors.h"
#include "simulation/nearest_names.h"

namespace blindvla {
namespace {

using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

std::string Number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", value);
  return text;
}

PictureChanges ChangesOf(const Scene& scene, const AssetLibrary& assets) {
  PictureChanges changes;
  if (scene.lighting && scene.lighting->color_factor) changes.light = *scene.lighting->color_factor;
  if (scene.overlay) {
    const bool foreground = scene.overlay->region == Overlay::Region::kForeground;
    changes.overlay =
        TextureOverlay{assets.Texture(scene.overlay->texture),
                       foreground ? TextureOverlay::Region::kForeground : TextureOverlay::Region::kWholeImage,
                       scene.overlay->strength};
  }
  return changes;
}

std::optional<Sensor> SensorOf(const Scene& scene) {
  if (!scene.sensor) return std::nullopt;
  return Sensor({scene.sensor->blur_sigma, scene.sensor->noise_sigma, scene.sensor->noise_seed,
                 static_cast<int>(scene.sensor->jpeg_quality)});
}

}  // namespace

Session::Session(const Workcell& workcell)
    : workcell_(workcell),
      action_spec_(ActionSpec()),
      simulation_(workcell.compiler),
      renderer_(workcell.graphics, workcell.pictures, workcell.supersample, workcell.soft_shadows) {}

void Session::Handle(const bridge::ConnectRequest& request, bridge::ConnectResponse* response) {
  response->set_request_id(request.request_id());
  try {
    switch (request.payload_case()) {
      case bridge::ConnectRequest::kReset:
        return Reset(request.reset(), response->mutable_reset());
      case bridge::ConnectRequest::kStep:
        if (!simulation_.has_scene()) {
          return Refuse(bridge::RequestError::CODE_FAILED_PRECONDITION, "step",
                        "step before reset: there is no scene yet; send a reset first", response);
        }
        return Step(request.step(), response->mutable_step());
      case bridge::ConnectRequest::PAYLOAD_NOT_SET:
        return Refuse(bridge::RequestError::CODE_INVALID_ARGUMENT, "payload",
                      "expected a reset or a step, found a request with neither", response);
    }
  } catch (const InvalidRequest& invalid) {
    Refuse(bridge::RequestError::CODE_INVALID_ARGUMENT, invalid.field(), invalid.what(), response);
  }
}

void Session::Reset(const bridge::ResetRequest& request, bridge::ResetResponse* response) {
  if (!request.has_scene())
    throw InvalidRequest("scene", "expected a complete scene, found none; nothing is drawn at random here");
  CheckCameras(request.cameras());
  const Scene scene = ToScene(request.scene());
  {
    const Watchdog::Watch watch(*workcell_.watchdog, "a reset");
    simulation_.Reset(scene);
  }
  renderer_.SetModel(simulation_.model(), ChangesOf(scene, *workcell_.assets));
  sensor_ = SensorOf(scene);
  Observe(request.cameras(), request.privileged(), response->mutable_observation());
  Write(simulation_.Progress(), response->mutable_progress());
}

void Session::Step(const bridge::StepRequest& request, bridge::StepResponse* response) {
  CheckAction(request.action());
  CheckCameras(request.cameras());
  const auto start = Clock::now();
  {
    const Watchdog::Watch watch(*workcell_.watchdog, "a step of the physics");
    simulation_.Step({request.action().data(), static_cast<std::size_t>(request.action_size())});
  }
  response->mutable_timing()->set_physics_seconds(SecondsSince(start));

  const auto stepped = Clock::now();
  Observe(request.cameras(), request.privileged(), response->mutable_observation());
  response->mutable_timing()->set_render_seconds(SecondsSince(stepped));

  Write(simulation_.Progress(), response->mutable_progress());
  const std::span<const float> applied = simulation_.applied_action();
  response->mutable_applied_action()->Assign(applied.begin(), applied.end());
}

void Session::CheckCameras(const CameraRequests& cameras) {
  std::int64_t bytes = 0;
  for (int i = 0; i < cameras.size(); ++i) {
    const bridge::CameraRequest& camera = cameras[i];
    const std::string field = "cameras[" + std::to_string(i) + "]";
    if (camera.name() != kCameraName) {
      throw InvalidRequest(field + ".name",
                           "there is no camera '" + camera.name() + "'; " + SuggestNames(camera.name(), {kCameraName}));
    }
    Renderer::CheckSize(camera.width(), camera.height(), field);
    bytes += std::int64_t{3} * camera.width() * camera.height();
  }
  if (bytes > kMaxImageBytes) {
    throw InvalidRequest("cameras", "expected at most " + std::to_string(kMaxImageBytes) +
                                        " bytes of images in one response, found " + std::to_string(bytes) +
                                        "; ask for fewer or smaller ones");
  }
}

void Session::CheckAction(const google::protobuf::RepeatedField<float>& action) const {
  if (action.size() != kActionLength) {
    throw InvalidRequest(
        "action", "expected " + std::to_string(kActionLength) + " values, found " + std::to_string(action.size()));
  }
  int index = 0;
  for (const ArraySpec& part : action_spec_) {
    for (int i = 0; i < part.length; ++i, ++index) {
      const float value = action[index];
      const std::string field = "action[" + std::to_string(index) + "]";
      if (!std::isfinite(value))
        throw InvalidRequest(field, "expected a finite " + part.name + ", found " + Number(value));
      // The bounds are doubles, the values floats: a value that is the bound's nearest float is within it.
      if ((part.minimum && value < static_cast<float>(*part.minimum)) ||
          (part.maximum && value > static_cast<float>(*part.maximum))) {
        throw InvalidRequest(field, "expected a " + part.name + " from " + Number(*part.minimum) + " to " +
                                        Number(*part.maximum) + " " + part.unit + ", found " + Number(value));
      }
    }
  }
}

void Session::Observe(const CameraRequests& cameras, bool privileged, bridge::Observation* observation) {
  observation->set_time_seconds(simulation_.time_seconds());
  const std::array<float, kStateLength> state = simulation_.State();
  observation->mutable_state()->Assign(state.begin(), state.end());

  pictures_.Write(cameras, observation,
                  [this](const bridge::CameraRequest& camera, bridge::Image* image, std::uint8_t* rgb) {
                    image->set_capture_time_seconds(simulation_.time_seconds());
                    const Watchdog::Watch watch(*workcell_.watchdog, "rendering");
                    renderer_.Render(simulation_.data(), workcell_.assets->TablePicture(simulation_.table()),
                                     camera.width(), camera.height(), rgb);
                    if (sensor_) sensor_->Apply(simulation_.steps(), camera.width(), camera.height(), rgb);
                  });

  if (privileged) {
    Write(simulation_.Privileged(), observation->mutable_privileged());
  } else {
    observation->clear_privileged();
  }
}

}  // namespace blindvla
