#include "simulation/task_predicates.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace blindvla {
namespace {

constexpr double kTouchNewtons = 0.03;
constexpr double kHorizontalMarginMeters = 0.01;
constexpr double kVerticalMarginMeters = 0.05;
constexpr double kGraspNewtons = 0.5;
constexpr double kGraspAngle = 85 * std::numbers::pi / 180;

}  // namespace

std::array<double, 3> ContactForce(const mjModel& model, const mjData& data, int a, int b) {
  std::array<double, 3> total{};
  for (int i = 0; i < data.ncon; ++i) {
    const mjContact& contact = data.contact[i];
    const int body1 = model.geom_bodyid[contact.geom1];
    const int body2 = model.geom_bodyid[contact.geom2];
    if (!(body1 == a && body2 == b) && !(body1 == b && body2 == a)) continue;
    std::array<mjtNum, 6> wrench;
    mj_contactForce(&model, &data, i, wrench.data());
    // Rows of the frame are the contact's axes; the force is the one on geom2.
    std::array<mjtNum, 3> force;
    mju_mulMatTVec(force.data(), contact.frame, wrench.data(), 3, 3);
    const double sign = body2 == b ? 1 : -1;
    for (int axis = 0; axis < 3; ++axis) total[axis] += sign * force[axis];
  }
  return total;
}

std::array<double, 3> WorldHalfExtents(const std::array<double, 3>& bounding_box_min,
                                       const std::array<double, 3>& bounding_box_max,
                                       const std::array<double, 4>& quaternion) {
  std::array<double, 9> rotation;
  mju_quat2Mat(rotation.data(), quaternion.data());
  std::array<double, 3> extents{};
  for (int world = 0; world < 3; ++world) {
    for (int own = 0; own < 3; ++own) {
      extents[world] += std::abs(rotation[3 * world + own]) * (bounding_box_max[own] - bounding_box_min[own]) / 2;
    }
  }
  return extents;
}

double HorizontalDistance(const std::array<double, 3>& a, const std::array<double, 3>& b) {
  return std::hypot(a[0] - b[0], a[1] - b[1]);
}

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

}  // namespace blindvla
