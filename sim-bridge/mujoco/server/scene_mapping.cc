#include "server/scene_mapping.h"

#include <string>

#include "simulation/errors.h"

namespace blindvla {
namespace {

std::array<double, 3> ToArray(const bridge::Vector3& vector) { return {vector.x(), vector.y(), vector.z()}; }

Quaternion ToArray(const bridge::Quaternion& quaternion) {
  return {quaternion.w(), quaternion.x(), quaternion.y(), quaternion.z()};
}

Color ToArray(const bridge::Color& color) { return {color.red(), color.green(), color.blue()}; }

// Of an ObjectPlacement or a MoveObject.
template <typename Message>
Pose PoseOf(const std::string& field, const Message& message) {
  if (!message.has_pose() || !message.pose().has_position() || !message.pose().has_orientation())
    throw InvalidRequest(field + ".pose", "expected a position and an orientation, found a pose without");
  return {ToArray(message.pose().position()), ToArray(message.pose().orientation())};
}

ObjectPlacement ToPlacement(const std::string& field, const bridge::ObjectPlacement& message) {
  ObjectPlacement placement;
  placement.id = message.id();
  placement.asset = message.asset();
  placement.pose = PoseOf(field, message);
  if (message.has_scale()) placement.scale = message.scale();
  if (message.has_mass_factor()) placement.mass_factor = message.mass_factor();
  if (message.has_friction_factor()) placement.friction_factor = message.friction_factor();
  if (message.has_color_factor()) placement.color_factor = ToArray(message.color_factor());
  return placement;
}

CameraChange ToCameraChange(const bridge::CameraChange& message) {
  CameraChange change;
  change.translation = ToArray(message.translation());
  if (message.has_rotation()) change.rotation = ToArray(message.rotation());
  if (message.has_field_of_view_factor()) change.field_of_view_factor = message.field_of_view_factor();
  return change;
}

LightChange ToLightChange(const bridge::LightChange& message) {
  LightChange change;
  if (message.has_rotation()) change.rotation = ToArray(message.rotation());
  if (message.has_color_factor()) change.color_factor = ToArray(message.color_factor());
  return change;
}

MoveObject ToMove(const std::string& field, const bridge::Event& message) {
  if (!message.has_move_object()) throw InvalidRequest(field, "expected a move_object, found none");
  const bridge::MoveObject& move = message.move_object();
  return {message.step(), move.object(), PoseOf(field + ".move_object", move), move.settle_substeps()};
}

void Set(const Interval& interval, bridge::Interval* message) {
  message->set_minimum(interval.minimum);
  message->set_maximum(interval.maximum);
}

}  // namespace

Scene ToScene(const bridge::Scene& message) {
  if (message.has_named())
    throw InvalidRequest("scene.named", "expected a scene that is described, this workcell has none with names");
  Scene scene;
  scene.table = message.table();
  for (int i = 0; i < message.objects_size(); ++i)
    scene.objects.push_back(ToPlacement("scene.objects[" + std::to_string(i) + "]", message.objects(i)));
  if (message.arm_joint_positions_size() != kArmJoints) {
    throw InvalidRequest("scene.arm_joint_positions", "expected " + std::to_string(kArmJoints) +
                                                          " joint positions, waist to wrist_rotate, found " +
                                                          std::to_string(message.arm_joint_positions_size()));
  }
  for (int i = 0; i < kArmJoints; ++i) scene.arm_joint_positions[i] = message.arm_joint_positions(i);
  scene.finger_position = message.finger_position();
  if (!message.goal().has_put_on()) throw InvalidRequest("scene.goal", "expected a put_on goal, found none");
  scene.goal = PutOn{message.goal().put_on().object(), message.goal().put_on().receptacle()};
  if (message.has_overlay()) {
    const bridge::TextureOverlay& overlay = message.overlay();
    scene.overlay = {overlay.texture(), static_cast<Overlay::Region>(overlay.region()), overlay.strength()};
  }
  if (message.has_camera()) scene.camera = ToCameraChange(message.camera());
  if (message.has_lighting()) scene.lighting = ToLightChange(message.lighting());
  if (message.has_sensor()) {
    const bridge::SensorEffects& sensor = message.sensor();
    scene.sensor = {sensor.blur_sigma(), sensor.noise_sigma(), sensor.noise_seed(), sensor.jpeg_quality()};
  }
  for (int i = 0; i < message.events_size(); ++i)
    scene.events.push_back(ToMove("scene.events[" + std::to_string(i) + "]", message.events(i)));
  scene.action_latency_steps = message.action_latency_steps();
  scene.factors = {message.factors().begin(), message.factors().end()};
  return scene;
}

bridge::SceneLimits ToMessage(const SceneLimits& limits) {
  bridge::SceneLimits message;
  message.set_max_objects(limits.max_objects);
  Set(limits.scale, message.mutable_scale());
  Set(limits.mass_factor, message.mutable_mass_factor());
  Set(limits.friction_factor, message.mutable_friction_factor());
  for (const Interval& joint : limits.arm_joint_positions) Set(joint, message.add_arm_joint_positions());
  Set(limits.finger_position, message.mutable_finger_position());
  message.set_max_camera_translation(limits.max_camera_translation);
  message.set_max_camera_rotation(limits.max_camera_rotation);
  Set(limits.field_of_view_factor, message.mutable_field_of_view_factor());
  message.set_max_light_factor(limits.max_light_factor);
  message.set_max_blur_sigma(limits.max_blur_sigma);
  message.set_max_noise_sigma(limits.max_noise_sigma);
  message.set_max_jpeg_quality(limits.max_jpeg_quality);
  message.set_max_events(limits.max_events);
  message.set_max_settle_substeps(limits.max_settle_substeps);
  message.set_max_action_latency_steps(limits.max_action_latency_steps);
  for (const auto& [name, range] : limits.factors) Set(range, &(*message.mutable_factors())[name]);
  return message;
}

}  // namespace blindvla
