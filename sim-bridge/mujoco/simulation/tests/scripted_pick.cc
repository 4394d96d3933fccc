#include "simulation/tests/scripted_pick.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "control/pose.h"
#include "simulation/tests/test_scene.h"
#include "simulation/workcell.h"

namespace blindvla::testing {
namespace {

constexpr double kFingerTip = 0.0155;  // m that the fingers reach beyond the gripper site
constexpr double kTravelHeight = kTableHeightMeters + 0.12;
constexpr double kLargestStep = 0.05;  // m per control step
constexpr double kCarefulStep = 0.02;  // likewise, near objects: joints of unequal speed leave the straight line
constexpr double kArrived = 0.003;     // m
constexpr int kMaxStepsPerWaypoint = 15;

std::array<double, 3> Axis(const Pose& pose, int axis) {
  Pose unit;
  unit.position[axis] = 1;
  Pose rotation{{}, pose.quaternion};
  return Compose(rotation, unit).position;
}

double Heading(const std::array<double, 3>& direction) { return std::atan2(direction[1], direction[0]); }

std::array<double, 3> Centre(const ObjectState& object) {
  Pose centre;
  for (int i = 0; i < 3; ++i) centre.position[i] = (object.bounding_box_min[i] + object.bounding_box_max[i]) / 2;
  return Compose(object.pose, centre).position;
}

// Heading of the narrowest of the object's axes that lie flat.
double NarrowSide(const ObjectState& object) {
  std::array<double, 3> size;
  for (int i = 0; i < 3; ++i) size[i] = object.bounding_box_max[i] - object.bounding_box_min[i];
  double narrowest = std::numeric_limits<double>::infinity(), heading = 0;
  for (int axis = 0; axis < 3; ++axis) {
    const std::array<double, 3> direction = Axis(object.pose, axis);
    if (std::abs(direction[2]) < 0.7 && size[axis] < narrowest) {
      narrowest = size[axis];
      heading = Heading(direction);
    }
  }
  return heading;
}

}  // namespace

bool ScriptedPick::Run() {
  const PrivilegedState start = Privileged(*simulation_);
  const std::array<double, 3> source = Centre(start.objects[0]), receptacle = Centre(start.objects[1]);
  const double grasp_height = std::max(source[2], kTableHeightMeters + kFingerTip + 0.002);
  const double closing = Heading(Axis(Compose(kRobotBase, start.gripper_target), 1));
  // Either finger may be on either side.
  turn_ = std::remainder(NarrowSide(start.objects[0]) - closing, std::numbers::pi);

  const auto above = [](const std::array<double, 3>& point, double height) {
    return std::array{point[0], point[1], height};
  };
  if (!MoveTo(above(source, kTravelHeight), 1, kLargestStep) || !MoveTo(above(source, grasp_height), 1, kCarefulStep))
    return false;
  Wait(3, -1);
  if (!MoveTo(above(source, kTravelHeight), -1, kLargestStep) ||
      !MoveTo(above(receptacle, kTravelHeight), -1, kLargestStep) ||
      !MoveTo(above(receptacle, grasp_height + 0.012), -1, kCarefulStep)) {
    return false;
  }
  Wait(2, 1);
  if (!MoveTo(above(receptacle, kTravelHeight), 1, kLargestStep)) return false;
  Wait(3, 1);
  return true;
}

bool ScriptedPick::MoveTo(const std::array<double, 3>& world, float gripper, double largest_step) {
  const std::array<double, 3> goal = Compose(Inverse(kRobotBase), Pose{world}).position;
  for (int attempt = 0; attempt < kMaxStepsPerWaypoint; ++attempt) {
    const std::array<double, 3> target = Privileged(*simulation_).gripper_target.position;
    std::array<double, 3> delta;
    mju_sub3(delta.data(), goal.data(), target.data());
    const double scale = std::min(1.0, largest_step / std::max(1e-9, mju_norm3(delta.data())));
    Apply({static_cast<float>(scale * delta[0]), static_cast<float>(scale * delta[1]),
           static_cast<float>(scale * delta[2]), 0, 0, static_cast<float>(turn_), gripper});
    turn_ = 0;
    const std::array<double, 3> reached = Privileged(*simulation_).gripper.position;
    if (mju_dist3(reached.data(), goal.data()) < kArrived) return true;
  }
  return false;
}

void ScriptedPick::Wait(int steps, float gripper) {
  for (int i = 0; i < steps; ++i) Apply({0, 0, 0, 0, 0, 0, gripper});
}

void ScriptedPick::Apply(const std::array<float, kActionLength>& action) {
  simulation_->Step(action);
  ++steps_;
  Observe();
}

void ScriptedPick::Observe() {
  const mjData* data = simulation_->data();
  for (int i = 0; i < data->ncon; ++i) max_penetration_ = std::max(max_penetration_, -data->contact[i].dist);

  if (Measured(Progress(*simulation_), "grasped") == 0) {
    steps_held_ = 0;
    return;
  }
  const PrivilegedState state = Privileged(*simulation_);
  const Pose gripper = Compose(kRobotBase, state.gripper);
  const std::array<double, 3> in_hand = Compose(Inverse(gripper), state.objects[0].pose).position;
  // In the first step the fingers still close.
  if (++steps_held_ == 2) first_in_hand_ = in_hand;
  if (steps_held_ >= 2) max_slip_ = std::max(max_slip_, mju_dist3(in_hand.data(), first_in_hand_.data()));
}

}  // namespace blindvla::testing
