#ifndef BLINDVLA_SIMULATION_TASK_H_
#define BLINDVLA_SIMULATION_TASK_H_

#include <mujoco/mujoco.h>

#include <memory>
#include <string>
#include <vector>

#include "simulation/scene.h"
#include "simulation/scene_compiler.h"

namespace blindvla {

// How the number of an episode comes out of the values of its time steps.
enum class MeasureFold { kLast, kMaximum, kMinimum, kAny, kFirstTime };

// Something that is measured at every time step, besides success. A truth value has the unit kTruth and is 0 or 1.
struct MeasureSpec {
  std::string name;
  std::string unit;
  MeasureFold fold;
};
inline constexpr char kTruth[] = "bool";

// How far an episode's task has come, now.
struct TaskProgress {
  bool success = false;
  std::vector<double> measures;  // one for each of Measures(), in their order
};

// What this workcell measures.
const std::vector<MeasureSpec>& Measures();

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
