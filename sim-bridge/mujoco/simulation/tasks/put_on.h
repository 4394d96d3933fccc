#ifndef BLINDVLA_SIMULATION_TASKS_PUT_ON_H_
#define BLINDVLA_SIMULATION_TASKS_PUT_ON_H_

#include <array>
#include <memory>
#include <vector>

#include "simulation/task.h"

namespace blindvla {

// The benchmark's rules (arXiv 2510.25616 and its public code). Pure functions.

bool IsTouching(double force_newtons);

// `object` lies on `receptacle`: near in the plane, above but not high above, and touching. Half extents as they were
// when the scene had settled.
bool IsOn(const std::array<double, 3>& object_position, const std::array<double, 3>& object_half_extents,
          const std::array<double, 3>& receptacle_position, const std::array<double, 3>& receptacle_half_extents,
          double contact_force_newtons);

// The object presses a finger, hard enough and towards the side to which the finger opens. `opening` is a unit vector.
bool IsPressed(const std::array<double, 3>& force_on_finger, const std::array<double, 3>& opening);

// Put one object of the scene on another.

// What is measured on the way.
std::vector<MeasureSpec> PutOnMeasures();

// Throws InvalidRequest when this cannot be done in the scene.
void CheckPutOn(const PutOn& goal, const Scene& scene);

// `data` has just settled.
std::unique_ptr<Task> BeginPutOn(const PutOn& goal, const Scene& scene, std::shared_ptr<const CompiledScene> compiled,
                                 const mjData& data);

}  // namespace blindvla

#endif  // BLINDVLA_SIMULATION_TASKS_PUT_ON_H_
