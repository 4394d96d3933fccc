#include "simulation/task.h"

#include <variant>

#include "simulation/tasks/put_on.h"

namespace blindvla {

const std::vector<MeasureSpec>& Measures() {
  static const std::vector<MeasureSpec> measures = PutOnMeasures();
  return measures;
}

void CheckGoal(const Scene& scene) {
  std::visit([&](const PutOn& goal) { CheckPutOn(goal, scene); }, scene.goal);
}

std::unique_ptr<Task> BeginTask(const Scene& scene, std::shared_ptr<const CompiledScene> compiled, const mjData& data) {
  return std::visit([&](const PutOn& goal) { return BeginPutOn(goal, scene, std::move(compiled), data); }, scene.goal);
}

}  // namespace blindvla
