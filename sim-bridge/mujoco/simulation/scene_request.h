#ifndef BLINDVLA_SIMULATION_SCENE_REQUEST_H_
#define BLINDVLA_SIMULATION_SCENE_REQUEST_H_

#include <array>
#include <string>

#include "simulation/asset_library.h"
#include "simulation/bridge_messages.h"
#include "simulation/pose.h"
#include "simulation/scene_compiler.h"

namespace blindvla {

// The most objects that one scene may have. The benchmark's fullest scene has four; every object costs its session
// megabytes of contact buffers.
inline constexpr int kMaxObjects = 12;

// The bounds that CheckScene and CheckFits hold a scene to. Those of the joints are the robot's, which is in every
// compiled scene.
bridge::SceneLimits LimitsOfScenes(const CompiledScene& any);

// Throws InvalidRequest for the first thing in a requested scene that cannot be, as far as can be told without
// compiling it.
void CheckScene(const bridge::Scene& scene, const AssetLibrary& assets);

// The same for what only the compiled scene knows: joint limits and the sizes of objects, also where events put them.
void CheckFits(const bridge::Scene& scene, const CompiledScene& compiled);

// Index of the placement with an id. CheckScene has passed.
int PlacementIndex(const bridge::Scene& scene, const std::string& id);

Pose ToPose(const bridge::Pose& pose);
std::array<double, 4> ToQuaternion(const bridge::Quaternion& quaternion);
std::array<double, 3> ToArray(const bridge::Vector3& vector);
std::array<double, 3> ToArray(const bridge::Color& color);

}  // namespace blindvla

#endif  // BLINDVLA_SIMULATION_SCENE_REQUEST_H_
