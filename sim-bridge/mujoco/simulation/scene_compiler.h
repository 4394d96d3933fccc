#ifndef BLINDVLA_SIMULATION_SCENE_COMPILER_H_
#define BLINDVLA_SIMULATION_SCENE_COMPILER_H_

#include <mujoco/mujoco.h>

#include <array>
#include <cstddef>
#include <functional>
#include <future>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "control/arm_addresses.h"
#include "control/engine.h"
#include "simulation/asset_library.h"

namespace blindvla {

// An object of a scene: what it is called there, and what it is made of.
struct PlacedAsset {
  std::string id;     // letters, digits, '_' and '-'
  std::string asset;  // a name that the library has
  double scale = 1;   // of every length; the density stays

  bool operator==(const PlacedAsset&) const = default;
};

// Addresses of a placed object in the compiled model.
struct PlacedBody {
  int body;
  int qpos;                                // of the free joint: position, then quaternion
  int dof;                                 // of the free joint: linear velocity (world), then angular velocity (body)
  std::array<double, 3> bounding_box_min;  // object frame
  std::array<double, 3> bounding_box_max;
};

// Where the things of a compiled scene are in its model.
struct SceneAddresses : ArmAddresses {
  int left_finger_body;
  int right_finger_body;
  std::vector<PlacedBody> objects;  // in the order of placement
};

// The workcell with a set of objects, compiled. Immutable, so sessions on several threads share it.
struct CompiledScene : SceneAddresses {
  CompiledScene(SceneAddresses addresses, ModelPtr model);

  ModelPtr model;
  ModelPtr settling_model;  // a copy in which nothing touches the robot
};

// Merges the robot's and the objects' MJCF files into one model with the workcell's table, lights, camera and physics.
// Keeps the most recently used results. Thread-safe: who wants a scene waits for its compilation only, and whoever
// wants the same one meanwhile waits for that too.
class SceneCompiler {
 public:
  using CompiledScenePtr = std::shared_ptr<const CompiledScene>;
  using CompileFunction = std::function<CompiledScenePtr(const AssetLibrary&, const std::vector<PlacedAsset>&)>;

  explicit SceneCompiler(std::shared_ptr<const AssetLibrary> assets, size_t capacity = 32);
  // With another way to compile: CompileScene with something around it, in a test.
  SceneCompiler(std::shared_ptr<const AssetLibrary> assets, size_t capacity, CompileFunction compile);

  // Throws EngineFault, naming the file, when an asset cannot be used. The result outlives its place in the cache while
  // held.
  CompiledScenePtr Compile(const std::vector<PlacedAsset>& placements);

  const AssetLibrary& assets() const { return *assets_; }

 private:
  struct Entry {
    std::vector<PlacedAsset> placements;
    std::shared_future<CompiledScenePtr> scene;  // ready when it has been compiled
  };

  void Forget(const std::vector<PlacedAsset>& placements);

  std::shared_ptr<const AssetLibrary> assets_;
  size_t capacity_;
  CompileFunction compile_;
  std::mutex mutex_;
  std::list<Entry> entries_;  // most recently used first; a few dozen, so a linear search is as good as any
};

// Compiles, and keeps nothing. Thread-safe.
std::shared_ptr<const CompiledScene> CompileScene(const AssetLibrary& assets,
                                                  const std::vector<PlacedAsset>& placements);

}  // namespace blindvla

#endif  // BLINDVLA_SIMULATION_SCENE_COMPILER_H_
