#ifndef BLINDVLA_SIMULATION_TASK_H_
#define BLINDVLA_SIMULATION_TASK_H_

#include <mujoco/mujoco.h>

#include <memory>

#include "simulation/scene.h"
#include "simulation/scene_compiler.h"

namespace blindvla {

// How far an episode's task has come, now (not "has ever held" unless said).
struct TaskProgress {
  bool success = false;
  bool grasped = false;
  bool grasped_ever = false;
  bool consecutive_grasp_ever = false;
  double object_to_receptacle_meters = 0;
  double object_lift_meters = 0;
  bool object_touches_receptacle = false;
  double gripper_to_object_meters = 0;
};

// What an episode is about: watches the world and says how far it has come. `data` is always of the scene that the task
// began with, with the positions and contact forces of mj_forward.
class Task {
 public:
  virtual ~Task() = default;

  // A control step has been applied.
  virtual void Advance(const mjData& data) = 0;

  virtual TaskProgress Progress(const mjData& data) const = 0;
};

// Throws InvalidRequest when the goal cannot be in this scene.
void CheckGoal(const Scene& scene);

// The task of a scene that has just settled. CheckGoal has passed.
std::unique_ptr<Task> BeginTask(const Scene& scene, std::shared_ptr<const CompiledScene> compiled, const mjData& data);

}  // namespace blindvla

#endif  // BLINDVLA_SIMULATION_TASK_H_
