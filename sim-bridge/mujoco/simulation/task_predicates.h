#ifndef BLINDVLA_SIMULATION_TASK_PREDICATES_H_
#define BLINDVLA_SIMULATION_TASK_PREDICATES_H_

#include <mujoco/mujoco.h>

#include <array>

#include "simulation/pose.h"

namespace blindvla {

// The benchmark's rules (arXiv 2510.25616 and its public code). Pure functions.

// Force of body `a` on body `b` (world frame, N), summed over their contacts. Needs the contact forces of mj_forward.
std::array<double, 3> ContactForce(const mjModel& model, const mjData& data, int a, int b);

// Half extents along the world's axes of the box around a rotated bounding box.
std::array<double, 3> WorldHalfExtents(const std::array<double, 3>& bounding_box_min,
                                       const std::array<double, 3>& bounding_box_max,
                                       const std::array<double, 4>& quaternion);

double HorizontalDistance(const std::array<double, 3>& a, const std::array<double, 3>& b);

bool IsTouching(double force_newtons);

// `object` lies on `receptacle`: near in the plane, above but not high above, and touching. Half extents as they were
// when the scene had settled.
bool IsOn(const std::array<double, 3>& object_position, const std::array<double, 3>& object_half_extents,
          const std::array<double, 3>& receptacle_position, const std::array<double, 3>& receptacle_half_extents,
          double contact_force_newtons);

// The object presses a finger, hard enough and towards the side to which the finger opens. `opening` is a unit vector.
bool IsPressed(const std::array<double, 3>& force_on_finger, const std::array<double, 3>& opening);

inline constexpr int kConsecutiveGraspSteps = 5;

}  // namespace blindvla

#endif  // BLINDVLA_SIMULATION_TASK_PREDICATES_H_
