#ifndef BLINDVLA_SIMULATION_SCENE_COMPILER_H_
#define BLINDVLA_SIMULATION_SCENE_COMPILER_H_

#include <mujoco/mujoco.h>

#include <array>
#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "simulation/asset_library.h"

namespace blindvla {

inline constexpr int kArmJoints = 6;
inline constexpr int kRobotJoints = 8;  // the arm's, then the left and the right finger

struct DeleteModel {
  void operator()(mjModel* model) const { mj_deleteModel(model); }
};
struct DeleteData {
  void operator()(mjData* data) const { mj_deleteData(data); }
};
using ModelPtr = std::unique_ptr<mjModel, DeleteModel>;
using DataPtr = std::unique_ptr<mjData, DeleteData>;

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
struct SceneAddresses {
  std::array<int, kRobotJoints> joint_qpos;
  std::array<int, kRobotJoints> joint_dof;
  std::array<std::array<double, 2>, kRobotJoints> joint_range;  // rad; fingers m
  std::array<int, kRobotJoints> actuator;
  std::array<double, kRobotJoints> drive_force_limit;  // N m; fingers N
  int gripper_site;
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
// Keeps the most recently used results. Thread-safe.
class SceneCompiler {
 public:
  explicit SceneCompiler(std::shared_ptr<const AssetLibrary> assets, size_t capacity = 32);

  // Throws EngineFault, naming the file, when an asset cannot be used. The result outlives its place in the cache while
  // held.
  std::shared_ptr<const CompiledScene> Compile(const std::vector<PlacedAsset>& placements);

  const AssetLibrary& assets() const { return *assets_; }

 private:
  struct Entry {
    std::vector<PlacedAsset> placements;
    std::shared_ptr<const CompiledScene> scene;
  };

  std::shared_ptr<const AssetLibrary> assets_;
  size_t capacity_;
  std::mutex mutex_;
  std::list<Entry> entries_;  // most recently used first; a few dozen, so a linear search is as good as any
};

}  // namespace blindvla

#endif  // BLINDVLA_SIMULATION_SCENE_COMPILER_H_
