#include "simulation/scene_request.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <numbers>
#include <sstream>
#include <string>
#include <vector>

#include "simulation/errors.h"
#include "simulation/nearest_names.h"
#include "simulation/task_predicates.h"
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
constexpr std::array<double, 2> kScaleRange = {0.2, 5};
constexpr std::array<double, 2> kMassFactorRange = {0.02, 50};
constexpr std::array<double, 2> kFrictionFactorRange = {0.01, 10};
// How far the camera may go: the table is a picture, and what it does not show must be made up (rendering/README.md).
constexpr double kMaxCameraTranslation = 0.2;                // m
constexpr double kMaxCameraRotation = std::numbers::pi / 6;  // rad
constexpr std::array<double, 2> kFieldOfViewRange = {0.5, 2};
constexpr double kMaxLightFactor = 10;
// Beyond these a picture shows nothing; and a blur's time grows with its width.
constexpr double kMaxBlurSigma = 0.03;
constexpr double kMaxNoiseSigma = 255;
constexpr int kMaxJpegQuality = 100;
constexpr int kMaxEvents = 64;
constexpr int kMaxSettleSubsteps = 5000;
constexpr int kMaxLatencySteps = 100;

void Set(const std::array<double, 2>& range, bridge::Interval* interval) {
  interval->set_minimum(range[0]);
  interval->set_maximum(range[1]);
}

constexpr std::array<const char*, kArmJoints> kArmJointNames = {"waist",        "shoulder",    "elbow",
                                                                "forearm_roll", "wrist_angle", "wrist_rotate"};

std::string Text(double value) {
  std::ostringstream text;
  text.imbue(std::locale::classic());
  text << value;
  return text.str();
}

std::string ObjectField(int index) { return "scene.objects[" + std::to_string(index) + "]"; }

void RequireFinite(const std::string& field, double value) {
  if (!std::isfinite(value)) throw InvalidRequest(field, "expected a finite number, found " + Text(value));
}

void RequireWithin(const std::string& field, const std::string& name, double value, const std::array<double, 2>& range,
                   const std::string& unit = "") {
  RequireFinite(field, value);
  if (value < range[0] || value > range[1]) {
    throw InvalidRequest(field, "expected " + name + " within " + Text(range[0]) + " to " + Text(range[1]) +
                                    (unit.empty() ? "" : " " + unit) + ", found " + Text(value));
  }
}

void CheckColor(const std::string& field, const bridge::Color& color, double maximum) {
  RequireWithin(field + ".red", "a factor", color.red(), {0, maximum});
  RequireWithin(field + ".green", "a factor", color.green(), {0, maximum});
  RequireWithin(field + ".blue", "a factor", color.blue(), {0, maximum});
}

void CheckVector(const std::string& field, const bridge::Vector3& vector) {
  const std::array<double, 3> values = ToArray(vector);
  for (int i = 0; i < 3; ++i) RequireFinite(field + "." + "xyz"[i], values[i]);
}

void CheckQuaternion(const std::string& field, const bridge::Quaternion& quaternion) {
  const std::array<double, 4> values = ToQuaternion(quaternion);
  for (int i = 0; i < 4; ++i) RequireFinite(field + "." + "wxyz"[i], values[i]);
  const auto& [w, x, y, z] = values;
  const double norm = std::sqrt(w * w + x * x + y * y + z * z);
  if (std::abs(norm - 1) > kUnitTolerance) {
    throw InvalidRequest(field, "expected a unit quaternion, found one of length " + Text(norm));
  }
}

void CheckId(const bridge::Scene& scene, int index) {
  const std::string& id = scene.objects(index).id();
  const std::string field = ObjectField(index) + ".id";
  const bool is_name =
      std::all_of(id.begin(), id.end(), [](unsigned char c) { return std::isalnum(c) || c == '_' || c == '-'; });
  if (id.empty() || id.size() > kMaxIdLength || !is_name) {
    throw InvalidRequest(
        field, "expected 1 to " + std::to_string(kMaxIdLength) + " letters, digits, '_' or '-', found '" + id + "'");
  }
  for (int other = 0; other < index; ++other) {
    if (scene.objects(other).id() == id) {
      throw InvalidRequest(field,
                           "expected an id of its own, found '" + id + "', which " + ObjectField(other) + " has too");
    }
  }
}

void CheckPose(const std::string& field, bool has_pose, const bridge::Pose& pose) {
  if (!has_pose || !pose.has_position() || !pose.has_orientation()) {
    throw InvalidRequest(field, "expected a position and an orientation, found a pose without");
  }
  CheckVector(field + ".position", pose.position());
  CheckQuaternion(field + ".orientation", pose.orientation());
}

void CheckFactors(const std::string& field, const bridge::ObjectPlacement& object) {
  if (object.has_scale()) RequireWithin(field + ".scale", "a scale", object.scale(), kScaleRange);
  if (object.has_mass_factor())
    RequireWithin(field + ".mass_factor", "a factor", object.mass_factor(), kMassFactorRange);
  if (object.has_friction_factor())
    RequireWithin(field + ".friction_factor", "a factor", object.friction_factor(), kFrictionFactorRange);
  if (object.has_color_factor()) CheckColor(field + ".color_factor", object.color_factor(), 1);
}

void CheckObjectId(const bridge::Scene& scene, const std::string& field, const std::string& id) {
  if (PlacementIndex(scene, id) < scene.objects_size()) return;
  std::vector<std::string> ids;
  for (const bridge::ObjectPlacement& placement : scene.objects()) ids.push_back(placement.id());
  throw InvalidRequest(field,
                       "expected the id of an object of the scene, found '" + id + "'; " + SuggestNames(id, ids));
}

void CheckGoal(const bridge::Scene& scene) {
  if (!scene.goal().has_put_on()) throw InvalidRequest("scene.goal", "expected a put_on goal, found none");
  const bridge::PutOn& goal = scene.goal().put_on();
  CheckObjectId(scene, "scene.goal.put_on.object", goal.object());
  CheckObjectId(scene, "scene.goal.put_on.receptacle", goal.receptacle());
  if (goal.object() == goal.receptacle()) {
    throw InvalidRequest("scene.goal.put_on.receptacle",
                         "expected another object than '" + goal.object() + "', which is to be put there");
  }
}

void CheckOverlay(const bridge::TextureOverlay& overlay, const AssetLibrary& assets) {
  if (!assets.HasTexture(overlay.texture())) {
    throw InvalidRequest("scene.overlay.texture", "expected a texture, found '" + overlay.texture() + "'; " +
                                                      SuggestNames(overlay.texture(), assets.textures()));
  }
  if (overlay.region() != bridge::TextureOverlay::REGION_FOREGROUND &&
      overlay.region() != bridge::TextureOverlay::REGION_WHOLE_IMAGE) {
    throw InvalidRequest("scene.overlay.region",
                         "expected REGION_FOREGROUND or REGION_WHOLE_IMAGE, found " + std::to_string(overlay.region()));
  }
  RequireWithin("scene.overlay.strength", "a strength", overlay.strength(), {0, 1});
}

void CheckCamera(const bridge::CameraChange& camera) {
  CheckVector("scene.camera.translation", camera.translation());
  const auto [x, y, z] = ToArray(camera.translation());
  const double distance = std::sqrt(x * x + y * y + z * z);
  if (distance > kMaxCameraTranslation) {
    throw InvalidRequest("scene.camera.translation", "expected a translation of at most " +
                                                         Text(kMaxCameraTranslation) + " m, found " + Text(distance));
  }
  if (camera.has_rotation()) {
    CheckQuaternion("scene.camera.rotation", camera.rotation());
    const double angle = 2 * std::acos(std::min(1.0, std::abs(camera.rotation().w())));
    if (angle > kMaxCameraRotation) {
      throw InvalidRequest("scene.camera.rotation",
                           "expected a rotation of at most " + Text(kMaxCameraRotation) + " rad, found " + Text(angle));
    }
  }
  if (camera.has_field_of_view_factor()) {
    RequireWithin("scene.camera.field_of_view_factor", "a factor", camera.field_of_view_factor(), kFieldOfViewRange);
  }
}

void CheckSensor(const bridge::SensorEffects& sensor) {
  RequireWithin("scene.sensor.blur_sigma", "a fraction of the picture's width", sensor.blur_sigma(),
                {0, kMaxBlurSigma});
  RequireWithin("scene.sensor.noise_sigma", "a deviation", sensor.noise_sigma(), {0, kMaxNoiseSigma}, "levels");
  if (sensor.jpeg_quality() > kMaxJpegQuality) {
    throw InvalidRequest("scene.sensor.jpeg_quality", "expected a quality of 1 to " + std::to_string(kMaxJpegQuality) +
                                                          ", or 0 for no compression, found " +
                                                          std::to_string(sensor.jpeg_quality()));
  }
}

std::string EventField(int index) { return "scene.events[" + std::to_string(index) + "]"; }

void CheckEvents(const bridge::Scene& scene) {
  if (scene.events_size() > kMaxEvents) {
    throw InvalidRequest("scene.events", "expected at most " + std::to_string(kMaxEvents) + " events, found " +
                                             std::to_string(scene.events_size()));
  }
  for (int i = 0; i < scene.events_size(); ++i) {
    const bridge::Event& event = scene.events(i);
    if (i > 0 && event.step() < scene.events(i - 1).step()) {
      throw InvalidRequest(EventField(i) + ".step", "expected events ordered by step, found " +
                                                        std::to_string(event.step()) + " after " +
                                                        std::to_string(scene.events(i - 1).step()));
    }
    if (!event.has_move_object()) throw InvalidRequest(EventField(i), "expected a move_object, found none");
    const bridge::MoveObject& move = event.move_object();
    const std::string field = EventField(i) + ".move_object";
    CheckObjectId(scene, field + ".object", move.object());
    CheckPose(field + ".pose", move.has_pose(), move.pose());
    if (move.settle_substeps() > kMaxSettleSubsteps) {
      throw InvalidRequest(field + ".settle_substeps", "expected at most " + std::to_string(kMaxSettleSubsteps) +
                                                           " substeps, found " +
                                                           std::to_string(move.settle_substeps()));
    }
  }
}

void CheckAboveTable(const std::string& field, const bridge::Pose& placed, const PlacedBody& object) {
  const Pose pose = ToPose(placed);
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

bridge::SceneLimits LimitsOfScenes(const CompiledScene& any) {
  bridge::SceneLimits limits;
  limits.set_max_objects(kMaxObjects);
  Set(kScaleRange, limits.mutable_scale());
  Set(kMassFactorRange, limits.mutable_mass_factor());
  Set(kFrictionFactorRange, limits.mutable_friction_factor());
  for (int i = 0; i < kArmJoints; ++i) Set(any.joint_range[i], limits.add_arm_joint_positions());
  Set(any.joint_range[kArmJoints], limits.mutable_finger_position());
  limits.set_max_camera_translation(kMaxCameraTranslation);
  limits.set_max_camera_rotation(kMaxCameraRotation);
  Set(kFieldOfViewRange, limits.mutable_field_of_view_factor());
  limits.set_max_light_factor(kMaxLightFactor);
  limits.set_max_blur_sigma(kMaxBlurSigma);
  limits.set_max_noise_sigma(kMaxNoiseSigma);
  limits.set_max_jpeg_quality(kMaxJpegQuality);
  limits.set_max_events(kMaxEvents);
  limits.set_max_settle_substeps(kMaxSettleSubsteps);
  limits.set_max_action_latency_steps(kMaxLatencySteps);
  return limits;
}

void CheckScene(const bridge::Scene& scene, const AssetLibrary& assets) {
  if (!assets.HasTable(scene.table())) {
    throw InvalidRequest("scene.table", "expected a table picture, found '" + scene.table() + "'; " +
                                            SuggestNames(scene.table(), assets.tables()));
  }
  if (scene.objects_size() > kMaxObjects) {
    throw InvalidRequest("scene.objects", "expected at most " + std::to_string(kMaxObjects) + " objects, found " +
                                              std::to_string(scene.objects_size()));
  }
  for (int i = 0; i < scene.objects_size(); ++i) {
    CheckId(scene, i);
    const std::string& asset = scene.objects(i).asset();
    if (!assets.HasObject(asset)) {
      throw InvalidRequest(ObjectField(i) + ".asset", "expected an object that is served, found '" + asset + "'; " +
                                                          SuggestNames(asset, assets.objects()));
    }
    CheckPose(ObjectField(i) + ".pose", scene.objects(i).has_pose(), scene.objects(i).pose());
    CheckFactors(ObjectField(i), scene.objects(i));
  }
  if (scene.arm_joint_positions_size() != kArmJoints) {
    throw InvalidRequest("scene.arm_joint_positions", "expected " + std::to_string(kArmJoints) +
                                                          " joint positions, waist to wrist_rotate, found " +
                                                          std::to_string(scene.arm_joint_positions_size()));
  }
  CheckGoal(scene);
  if (scene.has_overlay()) CheckOverlay(scene.overlay(), assets);
  if (scene.has_camera()) CheckCamera(scene.camera());
  if (scene.has_lighting()) {
    if (scene.lighting().has_rotation()) CheckQuaternion("scene.lighting.rotation", scene.lighting().rotation());
    if (scene.lighting().has_color_factor())
      CheckColor("scene.lighting.color_factor", scene.lighting().color_factor(), kMaxLightFactor);
  }
  if (scene.has_sensor()) CheckSensor(scene.sensor());
  CheckEvents(scene);
  if (scene.action_latency_steps() > kMaxLatencySteps) {
    throw InvalidRequest("scene.action_latency_steps", "expected at most " + std::to_string(kMaxLatencySteps) +
                                                           " steps, found " +
                                                           std::to_string(scene.action_latency_steps()));
  }
}

void CheckFits(const bridge::Scene& scene, const CompiledScene& compiled) {
  for (int i = 0; i < kArmJoints; ++i) {
    RequireWithin("scene.arm_joint_positions[" + std::to_string(i) + "]", kArmJointNames[i],
                  scene.arm_joint_positions(i), compiled.joint_range[i], "rad");
  }
  RequireWithin("scene.finger_position", "the fingers", scene.finger_position(), compiled.joint_range[kArmJoints], "m");
  for (int i = 0; i < scene.objects_size(); ++i) {
    CheckAboveTable(ObjectField(i) + ".pose", scene.objects(i).pose(), compiled.objects[i]);
  }
  for (int i = 0; i < scene.events_size(); ++i) {
    const bridge::MoveObject& move = scene.events(i).move_object();
    CheckAboveTable(EventField(i) + ".move_object.pose", move.pose(),
                    compiled.objects[PlacementIndex(scene, move.object())]);
  }
}

int PlacementIndex(const bridge::Scene& scene, const std::string& id) {
  const auto found = std::find_if(scene.objects().begin(), scene.objects().end(),
                                  [&](const bridge::ObjectPlacement& placement) { return placement.id() == id; });
  return static_cast<int>(found - scene.objects().begin());
}

Pose ToPose(const bridge::Pose& pose) { return {ToArray(pose.position()), ToQuaternion(pose.orientation())}; }

std::array<double, 4> ToQuaternion(const bridge::Quaternion& quaternion) {
  return {quaternion.w(), quaternion.x(), quaternion.y(), quaternion.z()};
}

std::array<double, 3> ToArray(const bridge::Vector3& vector) { return {vector.x(), vector.y(), vector.z()}; }

std::array<double, 3> ToArray(const bridge::Color& color) { return {color.red(), color.green(), color.blue()}; }

}  // namespace blindvla
