#ifndef BLINDVLA_SIMULATION_SCENE_CHANGES_H_
#define BLINDVLA_SIMULATION_SCENE_CHANGES_H_

#include <memory>

#include "simulation/scene.h"
#include "simulation/scene_compiler.h"

namespace blindvla {

// `compiled` as the scene wants it: its camera, light, factors, and the colours and masses of its objects. `compiled`
// itself where the scene asks for none of them, otherwise a copy (a millisecond) that no other session sees. The scene
// has passed CheckScene and is the one that was compiled.
std::shared_ptr<const CompiledScene> WithChanges(std::shared_ptr<const CompiledScene> compiled, const Scene& scene);

}  // namespace blindvla

#endif  // BLINDVLA_SIMULATION_SCENE_CHANGES_H_
