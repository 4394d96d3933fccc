#include "simulation/measurements.h"

#include <algorithm>
#include <cmath>

namespace blindvla {

Pose BodyPose(const mjData& data, int body) {
  Pose pose;
  std::copy_n(data.xpos + 3 * body, 3, pose.position.begin());
  std::copy_n(data.xquat + 4 * body, 4, pose.quaternion.begin());
  return pose;
}

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

}  // namespace blindvla
