#include "simulation/scene_request.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <sstream>
#include <string>
#include <vector>

#include "simulation/errors.h"
#include "simulation/factors.h"
#include "simulation/measurements.h"
#include "simulation/nearest_names.h"
#include "simulation/task.h"
#include "simulation/workcell.h"

namespace blindvla {
namespace {

constexpr size_t kMaxIdLength = 64;
constexpr double kUnitTolerance = 1e-4;
// How deep below the table's surface an object may start: rounding, not burial, from which the engine would shoot it
// out.
constexpr double kBurialToleranceMeters = 0.002;

// Beyond these an object cannot be handled by this gripper, or the engine's contacts are no longer what they were
// tuned for.
constexpr Interval kScaleRange = {0.2, 5};
constexpr Interval kMassFactorRange = {0.02, 50};
constexpr Interval kFrictionFactorRange = {0.01, 10};
// How far the camera may go: the table is a picture, and what it does not show must be made up (rendering/README.md).
constexpr double kMaxCameraTranslation = 0.2;                // m
constexpr double kMaxCameraRotation = std::numbers::pi / 6;  // rad
constexpr Interval kFieldOfViewRange = {0.5, 2};
constexpr double kMaxLightFactor = 10;
// Beyond these a picture shows nothing; and a blur's time grows with its width.
constexpr double kMaxBlurSigma = 0.03;
constexpr double kMaxNoiseSigma = 255;
constexpr std::uint32_t kMaxJpegQuality = 100;
constexpr std::uint32_t kMaxEvents = 64;
constexpr std::uint32_t kMaxSettleSubsteps = 5000;
constexpr std::uint32_t kMaxLatencySteps = 100;

Interval ToInterval(const std::array<double, 2>& range) { return {range[0], range[1]}; }

constexpr std::array<const char*, kArmJoints> kArmJointNames = {"waist",        "shoulder",    "elbow",
                                                                "forearm_roll", "wrist_angle", "wrist_rotate"};

std::string Text(double value) {
  std::ostringstream text;
  text.imbue(std::locale::classic());
  text << value;
  return text.str();
}

std::string ObjectField(size_t index) { return "scene.objects[" + std::to_string(index) + "]"; }

void RequireFinite(const std::string& field, double value) {
  if (!std::isfinite(value)) throw InvalidRequest(field, "expected a finite number, found " + Text(value));
}

void RequireWithin(const std::string& field, const std::string& name, double value, const Interval& range,
                   const std::string& unit = "") {
  RequireFinite(field, value);
  if (value < range.minimum || value > range.maximum) {
    throw InvalidRequest(field, "expected " + name + " within " + Text(range.minimum) + " to " + Text(range.maximum) +
                                    (unit.empty() ? "" : " " + unit) + ", found " + Text(value));
  }
}

void CheckColor(const std::string& field, const Color& color, double maximum) {
  RequireWithin(field + ".red", "a factor", color[0], {0, maximum});
  RequireWithin(field + ".green", "a factor", color[1], {0, maximum});
  RequireWithin(field + ".blue", "a factor", color[2], {0, maximum});
}

void CheckVector(const std::string& field, const std::array<double, 3>& values) {
  for (int i = 0; i < 3; ++i) RequireFinite(field + "." + "xyz"[i], values[i]);
}

void CheckQuaternion(const std::string& field, const Quaternion& values) {
  for (int i = 0; i < 4; ++i) RequireFinite(field + "." + "wxyz"[i], values[i]);
  const auto& [w, x, y, z] = values;
  const double norm = std::sqrt(w * w + x * x + y * y + z * z);
  if (std::abs(norm - 1) > kUnitTolerance) {
    throw InvalidRequest(field, "expected a unit quaternion, found one of length " + Text(norm));
  }
}

void CheckId(const Scene& scene, size_t index) {
  const std::string& id = scene.objects[index].id;
  const std::string field = ObjectField(index) + ".id";
  const bool is_name =
      std::all_of(id.begin(), id.end(), [](unsigned char c) { return std::isalnum(c) || c == '_' || c == '-'; });
  if (id.empty() || id.size() > kMaxIdLength || !is_name) {
    throw InvalidRequest(
        field, "expected 1 to " + std::to_string(kMaxIdLength) + " letters, digits, '_' or '-', found '" + id + "'");
  }
  for (size_t other = 0; other < index; ++other) {
    if (scene.objects[other].id == id) {
      throw InvalidRequest(field,
                           "expected an id of its own, found '" + id + "', which " + ObjectField(other) + " has too");
    }
  }
}

void CheckPose(const std::string& field, const Pose& pose) {
  CheckVector(field + ".position", pose.position);
  CheckQuaternion(field + ".orientation", pose.quaternion);
}

void CheckFactors(const std::string& field, const ObjectPlacement& object) {
  RequireWithin(field + ".scale", "a scale", object.scale, kScaleRange);
  if (object.mass_factor) RequireWithin(field + ".mass_factor", "a factor", *object.mass_factor, kMassFactorRange);
  if (object.friction_factor)
    RequireWithin(field + ".friction_factor", "a factor", *object.friction_factor, kFrictionFactorRange);
  if (object.color_factor) CheckColor(field + ".color_factor", *object.color_factor, 1);
}

void CheckOverlay(const Overlay& overlay, const AssetLibrary& assets) {
  if (!assets.HasTexture(overlay.texture)) {
    throw InvalidRequest("scene.overlay.texture", "expected a texture, found '" + overlay.texture + "'; " +
                                                      SuggestNames(overlay.texture, assets.textures()));
  }
  if (overlay.region != Overlay::Region::kForeground && overlay.region != Overlay::Region::kWholeImage) {
    throw InvalidRequest("scene.overlay.region", "expected REGION_FOREGROUND or REGION_WHOLE_IMAGE, found " +
                                                     std::to_string(static_cast<int>(overlay.region)));
  }
  RequireWithin("scene.overlay.strength", "a strength", overlay.strength, {0, 1});
}

void CheckCamera(const CameraChange& camera) {
  CheckVector("scene.camera.translation", camera.translation);
  const auto& [x, y, z] = camera.translation;
  const double distance = std::sqrt(x * x + y * y + z * z);
  if (distance > kMaxCameraTranslation) {
    throw InvalidRequest("scene.camera.translation", "expected a translation of at most " +
                                                         Text(kMaxCameraTranslation) + " m, found " + Text(distance));
  }
  if (camera.rotation) {
    CheckQuaternion("scene.camera.rotation", *camera.rotation);
    const double angle = 2 * std::acos(std::min(1.0, std::abs(camera.rotation->front())));
    if (angle > kMaxCameraRotation) {
      throw InvalidRequest("scene.camera.rotation",
                           "expected a rotation of at most " + Text(kMaxCameraRotation) + " rad, found " + Text(angle));
    }
  }
  if (camera.field_of_view_factor) {
    RequireWithin("scene.camera.field_of_view_factor", "a factor", *camera.field_of_view_factor, kFieldOfViewRange);
  }
}

void CheckLight(const LightChange& light) {
  if (light.rotation) CheckQuaternion("scene.lighting.rotation", *light.rotation);
  if (light.color_factor) CheckColor("scene.lighting.color_factor", *light.color_factor, kMaxLightFactor);
}

void CheckSensor(const SensorEffects& sensor) {
  RequireWithin("scene.sensor.blur_sigma", "a fraction of the picture's width", sensor.blur_sigma, {0, kMaxBlurSigma});
  RequireWithin("scene.sensor.noise_sigma", "a deviation", sensor.noise_sigma, {0, kMaxNoiseSigma}, "levels");
  if (sensor.jpeg_quality > kMaxJpegQuality) {
    throw InvalidRequest("scene.sensor.jpeg_quality", "expected a quality of 1 to " + std::to_string(kMaxJpegQuality) +
                                                          ", or 0 for no compression, found " +
                                                          std::to_string(sensor.jpeg_quality));
  }
}

std::string EventField(size_t index) { return "scene.events[" + std::to_string(index) + "]"; }

void CheckEvents(const Scene& scene) {
  if (scene.events.size() > kMaxEvents) {
    throw InvalidRequest("scene.events", "expected at most " + std::to_string(kMaxEvents) + " events, found " +
                                             std::to_string(scene.events.size()));
  }
  for (size_t i = 0; i < scene.events.size(); ++i) {
    const MoveObject& move = scene.events[i];
    if (i > 0 && move.step < scene.events[i - 1].step) {
      throw InvalidRequest(EventField(i) + ".step", "expected events ordered by step, found " +
                                                        std::to_string(move.step) + " after " +
                                                        std::to_string(scene.events[i - 1].step));
    }
    const std::string field = EventField(i) + ".move_object";
    CheckObjectId(scene, field + ".object", move.object);
    CheckPose(field + ".pose", move.pose);
    if (move.settle_substeps > kMaxSettleSubsteps) {
      throw InvalidRequest(field + ".settle_substeps", "expected at most " + std::to_string(kMaxSettleSubsteps) +
                                                           " substeps, found " + std::to_string(move.settle_substeps));
    }
  }
}

void CheckFactors(const Scene& scene) {
  const std::vector<Factor>& known = Factors();
  for (const auto& [name, value] : scene.factors) {
    const std::string field = "scene.factors." + name;
    const auto factor = std::find_if(known.begin(), known.end(), [&](const Factor& each) { return each.name == name; });
    if (factor == known.end()) {
      std::vector<std::string> names;
      for (const Factor& each : known) names.push_back(each.name);
      throw InvalidRequest(field,
                           "expected a factor of this world, found '" + name + "'; " + SuggestNames(name, names));
    }
    RequireWithin(field, "a factor", value, factor->range);
  }
}

void CheckAboveTable(const std::string& field, const Pose& pose, const PlacedBody& object) {
  Pose centre;
  for (int axis = 0; axis < 3; ++axis)
    centre.position[axis] = (object.bounding_box_min[axis] + object.bounding_box_max[axis]) / 2;
  const double bottom = Compose(pose, centre).position[2] -
                        WorldHalfExtents(object.bounding_box_min, object.bounding_box_max, pose.quaternion)[2];
  if (bottom < kTableHeightMeters - kBurialToleranceMeters) {
    throw InvalidRequest(field + ".position.z", "expected the object above the table at " + Text(kTableHeightMeters) +
                                                    " m, found its lowest point at " + Text(bottom) + " m");
  }
}

}  // namespace

SceneLimits LimitsOfScenes(const CompiledScene& any) {
  SceneLimits limits;
  limits.max_objects = kMaxObjects;
  limits.scale = kScaleRange;
  limits.mass_factor = kMassFactorRange;
  limits.friction_factor = kFrictionFactorRange;
  for (int i = 0; i < kArmJoints; ++i) limits.arm_joint_positions[i] = ToInterval(any.joint_range[i]);
  limits.finger_position = ToInterval(any.joint_range[kArmJoints]);
  limits.max_camera_translation = kMaxCameraTranslation;
  limits.max_camera_rotation = kMaxCameraRotation;
  limits.field_of_view_factor = kFieldOfViewRange;
  limits.max_light_factor = kMaxLightFactor;
  limits.max_blur_sigma = kMaxBlurSigma;
  limits.max_noise_sigma = kMaxNoiseSigma;
  limits.max_jpeg_quality = kMaxJpegQuality;
  limits.max_events = kMaxEvents;
  limits.max_settle_substeps = kMaxSettleSubsteps;
  limits.max_action_latency_steps = kMaxLatencySteps;
  for (const Factor& factor : Factors()) limits.factors[factor.name] = factor.range;
  return limits;
}

void CheckScene(const Scene& scene, const AssetLibrary& assets) {
  if (!assets.HasTable(scene.table)) {
    throw InvalidRequest("scene.table", "expected a table picture, found '" + scene.table + "'; " +
                                            SuggestNames(scene.table, assets.tables()));
  }
  if (scene.objects.size() > kMaxObjects) {
    throw InvalidRequest("scene.objects", "expected at most " + std::to_string(kMaxObjects) + " objects, found " +
                                              std::to_string(scene.objects.size()));
  }
  for (size_t i = 0; i < scene.objects.size(); ++i) {
    CheckId(scene, i);
    const std::string& asset = scene.objects[i].asset;
    if (!assets.HasObject(asset)) {
      throw InvalidRequest(ObjectField(i) + ".asset", "expected an object that is served, found '" + asset + "'; " +
                                                          SuggestNames(asset, assets.objects()));
    }
    CheckPose(ObjectField(i) + ".pose", scene.objects[i].pose);
    CheckFactors(ObjectField(i), scene.objects[i]);
  }
  CheckGoal(scene);
  if (scene.overlay) CheckOverlay(*scene.overlay, assets);
  if (scene.camera) CheckCamera(*scene.camera);
  if (scene.lighting) CheckLight(*scene.lighting);
  if (scene.sensor) CheckSensor(*scene.sensor);
  CheckEvents(scene);
  if (scene.action_latency_steps > kMaxLatencySteps) {
    throw InvalidRequest("scene.action_latency_steps", "expected at most " + std::to_string(kMaxLatencySteps) +
                                                           " steps, found " +
                                                           std::to_string(scene.action_latency_steps));
  }
  CheckFactors(scene);
}

std::vector<PlacedAsset> PlacedAssets(const Scene& scene) {
  std::vector<PlacedAsset> placed;
  for (const ObjectPlacement& placement : scene.objects)
    placed.push_back({placement.id, placement.asset, placement.scale});
  return placed;
}

void CheckFits(const Scene& scene, const CompiledScene& compiled) {
  for (int i = 0; i < kArmJoints; ++i) {
    RequireWithin("scene.arm_joint_positions[" + std::to_string(i) + "]", kArmJointNames[i],
                  scene.arm_joint_positions[i], ToInterval(compiled.joint_range[i]), "rad");
  }
  RequireWithin("scene.finger_position", "the fingers", scene.finger_position,
                ToInterval(compiled.joint_range[kArmJoints]), "m");
  for (size_t i = 0; i < scene.objects.size(); ++i) {
    CheckAboveTable(ObjectField(i) + ".pose", scene.objects[i].pose, compiled.objects[i]);
  }
  for (size_t i = 0; i < scene.events.size(); ++i) {
    const MoveObject& move = scene.events[i];
    CheckAboveTable(EventField(i) + ".move_object.pose", move.pose,
                    compiled.objects[PlacementIndex(scene, move.object)]);
  }
}

}  // namespace blindvla
