#ifndef BLINDVLA_SIMULATION_SCENE_REQUEST_H_
#define BLINDVLA_SIMULATION_SCENE_REQUEST_H_

#include "simulation/asset_library.h"
#include "simulation/bridge_messages.h"
#include "simulation/pose.h"
#include "simulation/scene_compiler.h"

namespace blindvla {

// The most objects that one scene may have: what the engine's contact buffers are sized for (four plates lying side by
// side have 250 contacts; the benchmark's fullest scene has three objects). Room for more costs every session
// megabytes.
inline constexpr int kMaxObjects = 4;

// Throws InvalidRequest for the first thing in a requested scene that cannot be, as far as can be told without
// compiling it.
void CheckScene(const bridge::Scene& scene, const AssetLibrary& assets);

// The same for what only the compiled scene knows: joint limits and the sizes of objects.
void CheckFits(const bridge::Scene& scene, const CompiledScene& compiled);

// Index of the placement with an id. CheckScene has passed.
int PlacementIndex(const bridge::Scene& scene, const std::string& id);

Pose ToPose(const bridge::Pose& pose);

}  // namespace blindvla

#endif  // BLINDVLA_SIMULATION_SCENE_REQUEST_H_
