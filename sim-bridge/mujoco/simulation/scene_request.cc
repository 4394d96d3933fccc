#include "simulation/scene_request.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
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
                   const std::string& unit) {
  RequireFinite(field, value);
  if (value < range[0] || value > range[1]) {
    throw InvalidRequest(field, "expected " + name + " within " + Text(range[0]) + " to " + Text(range[1]) + " " +
                                    unit + ", found " + Text(value));
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

void CheckPose(const bridge::ObjectPlacement& placement, const std::string& field) {
  if (!placement.has_pose() || !placement.pose().has_position() || !placement.pose().has_orientation()) {
    throw InvalidRequest(field, "expected a position and an orientation, found a pose without");
  }
  const Pose pose = ToPose(placement.pose());
  for (int i = 0; i < 3; ++i) RequireFinite(field + ".position." + "xyz"[i], pose.position[i]);
  for (int i = 0; i < 4; ++i) RequireFinite(field + ".orientation." + "wxyz"[i], pose.quaternion[i]);
  const auto& [w, x, y, z] = pose.quaternion;
  const double norm = std::sqrt(w * w + x * x + y * y + z * z);
  if (std::abs(norm - 1) > kUnitTolerance) {
    throw InvalidRequest(field + ".orientation", "expected a unit quaternion, found one of length " + Text(norm));
  }
}

void CheckGoalId(const bridge::Scene& scene, const std::string& field, const std::string& id) {
  if (PlacementIndex(scene, id) < scene.objects_size()) return;
  std::vector<std::string> ids;
  for (const bridge::ObjectPlacement& placement : scene.objects()) ids.push_back(placement.id());
  throw InvalidRequest(field,
                       "expected the id of an object of the scene, found '" + id + "'; " + SuggestNames(id, ids));
}

}  // namespace

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
    CheckPose(scene.objects(i), ObjectField(i) + ".pose");
  }
  if (scene.arm_joint_positions_size() != kArmJoints) {
    throw InvalidRequest("scene.arm_joint_positions", "expected " + std::to_string(kArmJoints) +
                                                          " joint positions, waist to wrist_rotate, found " +
                                                          std::to_string(scene.arm_joint_positions_size()));
  }
  if (!scene.goal().has_put_on()) throw InvalidRequest("scene.goal", "expected a put_on goal, found none");
  const bridge::PutOn& goal = scene.goal().put_on();
  CheckGoalId(scene, "scene.goal.put_on.object", goal.object());
  CheckGoalId(scene, "scene.goal.put_on.receptacle", goal.receptacle());
  if (goal.object() == goal.receptacle()) {
    throw InvalidRequest("scene.goal.put_on.receptacle",
                         "expected another object than '" + goal.object() + "', which is to be put there");
  }
}

void CheckFits(const bridge::Scene& scene, const CompiledScene& compiled) {
  for (int i = 0; i < kArmJoints; ++i) {
    RequireWithin("scene.arm_joint_positions[" + std::to_string(i) + "]", kArmJointNames[i],
                  scene.arm_joint_positions(i), compiled.joint_range[i], "rad");
  }
  RequireWithin("scene.finger_position", "the fingers", scene.finger_position(), compiled.joint_range[kArmJoints], "m");
  for (int i = 0; i < scene.objects_size(); ++i) {
    const Pose pose = ToPose(scene.objects(i).pose());
    const PlacedBody& object = compiled.objects[i];
    Pose centre;
    for (int axis = 0; axis < 3; ++axis)
      centre.position[axis] = (object.bounding_box_min[axis] + object.bounding_box_max[axis]) / 2;
    const double bottom = Compose(pose, centre).position[2] -
                          WorldHalfExtents(object.bounding_box_min, object.bounding_box_max, pose.quaternion)[2];
    if (bottom < kTableHeightMeters - kBurialToleranceMeters) {
      throw InvalidRequest(ObjectField(i) + ".pose.position.z",
                           "expected the object above the table at " + Text(kTableHeightMeters) +
                               " m, found its lowest point at " + Text(bottom) + " m");
    }
  }
}

int PlacementIndex(const bridge::Scene& scene, const std::string& id) {
  const auto found = std::find_if(scene.objects().begin(), scene.objects().end(),
                                  [&](const bridge::ObjectPlacement& placement) { return placement.id() == id; });
  return static_cast<int>(found - scene.objects().begin());
}

Pose ToPose(const bridge::Pose& pose) {
  return {{pose.position().x(), pose.position().y(), pose.position().z()},
          {pose.orientation().w(), pose.orientation().x(), pose.orientation().y(), pose.orientation().z()}};
}

}  // namespace blindvla
