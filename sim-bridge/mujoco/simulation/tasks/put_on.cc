#include "simulation/tasks/put_on.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "simulation/errors.h"
#include "simulation/measurements.h"

namespace blindvla {
namespace {

constexpr double kTouchNewtons = 0.03;
constexpr double kHorizontalMarginMeters = 0.01;
constexpr double kVerticalMarginMeters = 0.05;
constexpr double kGraspNewtons = 0.5;
constexpr double kGraspAngle = 85 * std::numbers::pi / 180;
constexpr int kConsecutiveGraspSteps = 5;

// What the measures of a time step are read off.
struct Moment {
  bool is_grasped;            // both fingers press on the object
  bool was_grasped_in_a_row;  // they did at five control steps in a row, since reset
  bool touches;               // the contact force of object and receptacle is above the threshold
  double distance;            // horizontal, of the two origins
  double lift;                // of the object's origin above where it lay after reset
  double gripper_distance;    // from between the finger tips to the object's origin
};

// A new measure is a line of kMeasures, with what it needs in Moment.
struct Measure {
  const char* name;
  const char* unit;
  MeasureFold fold;
  double (*value)(const Moment& now);
};

double Truth(bool holds) { return holds ? 1 : 0; }

constexpr Measure kMeasures[] = {
    {"grasped", kTruth, MeasureFold::kAny, [](const Moment& now) { return Truth(now.is_grasped); }},
    {"consecutive_grasp", kTruth, MeasureFold::kAny, [](const Moment& now) { return Truth(now.was_grasped_in_a_row); }},
    {"holding_at_end", kTruth, MeasureFold::kLast, [](const Moment& now) { return Truth(now.is_grasped); }},
    {"first_grasp", kTruth, MeasureFold::kFirstTime, [](const Moment& now) { return Truth(now.is_grasped); }},
    {"touches_at_end", kTruth, MeasureFold::kLast, [](const Moment& now) { return Truth(now.touches); }},
    {"final_distance", "m", MeasureFold::kLast, [](const Moment& now) { return now.distance; }},
    {"max_lift", "m", MeasureFold::kMaximum, [](const Moment& now) { return now.lift; }},
    {"min_gripper_distance", "m", MeasureFold::kMinimum, [](const Moment& now) { return now.gripper_distance; }},
};

class PutOnTask final : public Task {
 public:
  PutOnTask(const PutOn& goal, const Scene& scene, std::shared_ptr<const CompiledScene> compiled, const mjData& data);

  void Advance(const mjData& data) override;
  TaskProgress Progress(const mjData& data) const override;

 private:
  bool IsGrasped(const mjData& data) const;

  std::shared_ptr<const CompiledScene> compiled_;
  PlacedBody object_;
  PlacedBody receptacle_;
  std::array<double, 3> object_half_extents_{};
  std::array<double, 3> receptacle_half_extents_{};
  double settled_object_height_ = 0;
  bool grasped_ = false;
  int grasped_in_a_row_ = 0;
  bool consecutive_grasp_ever_ = false;
};

PutOnTask::PutOnTask(const PutOn& goal, const Scene& scene, std::shared_ptr<const CompiledScene> compiled,
                     const mjData& data)
    : compiled_(std::move(compiled)),
      object_(compiled_->objects[PlacementIndex(scene, goal.object)]),
      receptacle_(compiled_->objects[PlacementIndex(scene, goal.receptacle)]) {
  const auto half_extents = [&](const PlacedBody& placed) {
    return WorldHalfExtents(placed.bounding_box_min, placed.bounding_box_max, BodyPose(data, placed.body).quaternion);
  };
  object_half_extents_ = half_extents(object_);
  receptacle_half_extents_ = half_extents(receptacle_);
  settled_object_height_ = BodyPose(data, object_.body).position[2];
  grasped_ = IsGrasped(data);
}

void PutOnTask::Advance(const mjData& data) {
  grasped_ = IsGrasped(data);
  grasped_in_a_row_ = grasped_ ? grasped_in_a_row_ + 1 : 0;
  consecutive_grasp_ever_ |= grasped_in_a_row_ >= kConsecutiveGraspSteps;
}

TaskProgress PutOnTask::Progress(const mjData& data) const {
  const std::array<double, 3> object = BodyPose(data, object_.body).position;
  const std::array<double, 3> receptacle = BodyPose(data, receptacle_.body).position;
  const double contact_force = mju_norm3(ContactForce(*compiled_->model, data, object_.body, receptacle_.body).data());
  const Moment now = {
      .is_grasped = grasped_,
      .was_grasped_in_a_row = consecutive_grasp_ever_,
      .touches = IsTouching(contact_force),
      .distance = HorizontalDistance(object, receptacle),
      .lift = object[2] - settled_object_height_,
      .gripper_distance = mju_dist3(data.site_xpos + 3 * compiled_->gripper_site, object.data()),
  };
  TaskProgress progress;
  progress.success = IsOn(object, object_half_extents_, receptacle, receptacle_half_extents_, contact_force);
  progress.measures.reserve(std::size(kMeasures));
  for (const Measure& measure : kMeasures) progress.measures.push_back(measure.value(now));
  return progress;
}

bool PutOnTask::IsGrasped(const mjData& data) const {
  // The left finger opens along its y axis, the right one against it.
  const auto is_pressed = [&](int finger, double side) {
    std::array<double, 3> opening;
    for (int axis = 0; axis < 3; ++axis) opening[axis] = side * data.xmat[9 * finger + 3 * axis + 1];
    return IsPressed(ContactForce(*compiled_->model, data, object_.body, finger), opening);
  };
  return is_pressed(compiled_->left_finger_body, 1) && is_pressed(compiled_->right_finger_body, -1);
}

}  // namespace

bool IsTouching(double force_newtons) { return force_newtons > kTouchNewtons; }

bool IsOn(const std::array<double, 3>& object_position, const std::array<double, 3>& object_half_extents,
          const std::array<double, 3>& receptacle_position, const std::array<double, 3>& receptacle_half_extents,
          double contact_force_newtons) {
  const double reach = *std::max_element(receptacle_half_extents.begin(), receptacle_half_extents.end());
  const double height = object_position[2] - receptacle_position[2];
  const double gap = height - receptacle_half_extents[2] - object_half_extents[2];
  return HorizontalDistance(object_position, receptacle_position) <= reach + kHorizontalMarginMeters && height > 0 &&
         gap <= kVerticalMarginMeters && IsTouching(contact_force_newtons);
}

bool IsPressed(const std::array<double, 3>& force_on_finger, const std::array<double, 3>& opening) {
  const double magnitude = mju_norm3(force_on_finger.data());
  return magnitude >= kGraspNewtons &&
         mju_dot3(force_on_finger.data(), opening.data()) >= magnitude * std::cos(kGraspAngle);
}

std::vector<MeasureSpec> PutOnMeasures() {
  std::vector<MeasureSpec> measures;
  for (const Measure& measure : kMeasures) measures.push_back({measure.name, measure.unit, measure.fold});
  return measures;
}

void CheckPutOn(const PutOn& goal, const Scene& scene) {
  CheckObjectId(scene, "scene.goal.put_on.object", goal.object);
  CheckObjectId(scene, "scene.goal.put_on.receptacle", goal.receptacle);
  if (goal.object == goal.receptacle) {
    throw InvalidRequest("scene.goal.put_on.receptacle",
                         "expected another object than '" + goal.object + "', which is to be put there");
  }
}

std::unique_ptr<Task> BeginPutOn(const PutOn& goal, const Scene& scene, std::shared_ptr<const CompiledScene> compiled,
                                 const mjData& data) {
  return std::make_unique<PutOnTask>(goal, scene, std::move(compiled), data);
}

}  // namespace blindvla
