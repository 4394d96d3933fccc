#ifndef BLINDVLA_SIMULATION_SCENE_REQUEST_H_
#define BLINDVLA_SIMULATION_SCENE_REQUEST_H_

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "simulation/asset_library.h"
#include "simulation/scene.h"
#include "simulation/scene_compiler.h"

namespace blindvla {

// The most objects that one scene may have. The benchmark's fullest scene has four; every object costs its session
// megabytes of contact buffers.
inline constexpr std::uint32_t kMaxObjects = 12;

// Both bounds belong to it.
struct Interval {
  double minimum;
  double maximum;
};

// The bounds that CheckScene and CheckFits hold a scene to.
struct SceneLimits {
  std::uint32_t max_objects;
  Interval scale;
  Interval mass_factor;
  Interval friction_factor;
  std::array<Interval, kArmJoints> arm_joint_positions;  // rad
  Interval finger_position;                              // m
  double max_camera_translation;                         // m
  double max_camera_rotation;                            // rad
  Interval field_of_view_factor;
  double max_light_factor;
  double max_blur_sigma;
  double max_noise_sigma;
  std::uint32_t max_jpeg_quality;
  std::uint32_t max_events;
  std::uint32_t max_settle_substeps;
  std::uint32_t max_action_latency_steps;
  std::map<std::string, Interval> factors;
};

// Those of the joints are the robot's, which is in every compiled scene.
SceneLimits LimitsOfScenes(const CompiledScene& any);

// Throws InvalidRequest for the first thing in a requested scene that cannot be, as far as can be told without
// compiling it.
void CheckScene(const Scene& scene, const AssetLibrary& assets);

// What is to be compiled for a scene. CheckScene has passed.
std::vector<PlacedAsset> PlacedAssets(const Scene& scene);

// The same for what only the compiled scene knows: joint limits and the sizes of objects, also where events put them.
void CheckFits(const Scene& scene, const CompiledScene& compiled);

}  // namespace blindvla

#endif  // BLINDVLA_SIMULATION_SCENE_REQUEST_H_
