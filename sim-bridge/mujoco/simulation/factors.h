#ifndef BLINDVLA_SIMULATION_FACTORS_H_
#define BLINDVLA_SIMULATION_FACTORS_H_

#include <mujoco/mujoco.h>

#include <string>
#include <vector>

#include "simulation/scene_request.h"

namespace blindvla {

// What a scene may multiply in this world, beyond what it says of its objects, camera and light.
struct Factor {
  std::string name;  // lower-case letters, digits and underscores
  Interval range;
  void (*apply)(double factor, mjModel* model);
};

// All that there are: a new one is a line there, and nothing else.
const std::vector<Factor>& Factors();

}  // namespace blindvla

#endif  // BLINDVLA_SIMULATION_FACTORS_H_
