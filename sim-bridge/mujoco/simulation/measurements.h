#ifndef BLINDVLA_SIMULATION_MEASUREMENTS_H_
#define BLINDVLA_SIMULATION_MEASUREMENTS_H_

#include <mujoco/mujoco.h>

#include <array>

#include "control/pose.h"

namespace blindvla {

// What can be read off a state of the world, whatever the task. Pure functions.

// World frame.
Pose BodyPose(const mjData& data, int body);

// Force of body `a` on body `b` (world frame, N), summed over their contacts. Needs the contact forces of mj_forward.
std::array<double, 3> ContactForce(const mjModel& model, const mjData& data, int a, int b);

// Half extents along the world's axes of the box around a rotated bounding box.
std::array<double, 3> WorldHalfExtents(const std::array<double, 3>& bounding_box_min,
                                       const std::array<double, 3>& bounding_box_max,
                                       const std::array<double, 4>& quaternion);

double HorizontalDistance(const std::array<double, 3>& a, const std::array<double, 3>& b);

}  // namespace blindvla

#endif  // BLINDVLA_SIMULATION_MEASUREMENTS_H_
