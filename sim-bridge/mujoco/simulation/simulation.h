#ifndef BLINDVLA_SIMULATION_SIMULATION_H_
#define BLINDVLA_SIMULATION_SIMULATION_H_

#include <mujoco/mujoco.h>

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "simulation/asset_library.h"
#include "simulation/bridge_messages.h"
#include "simulation/errors.h"
#include "simulation/scene_compiler.h"
#include "simulation/workcell.h"

namespace blindvla {

inline constexpr int kActionLength = 7;
inline constexpr int kStateLength = 14;

// One table-top world: a WidowX-250S and the objects of a scene. Knows no gRPC and no graphics. Not thread-safe;
// sessions own one each.
class Simulation {
 public:
  // Sessions that share a compiler share compiled scenes.
  explicit Simulation(std::shared_ptr<SceneCompiler> compiler);
  // With a compiler of its own.
  explicit Simulation(std::shared_ptr<const AssetLibrary> assets);
  ~Simulation();

  // Builds the scene, drops the objects, lets them settle, puts the arm at its start. On InvalidRequest the previous
  // episode, if any, goes on unharmed. Throws EngineFault.
  void Reset(const bridge::Scene& scene);

  // Lets the scene's events of this step happen, then applies one action for one control period: this one, or with a
  // latency the one of so many steps ago. `action` has kActionLength finite values within the bounds of ActionSpec().
  // Throws EngineFault on an unstable or overfull simulation.
  void Step(std::span<const float> action);

  bool has_scene() const;
  int steps() const;            // since the episode began
  double time_seconds() const;  // since the episode began; what settles after an event takes none

  // What the last Step applied.
  std::span<const float> applied_action() const;

  // The model changes identity when Reset needed another one, and is never written to. Compare it with the
  // model of the previous Reset only: an older one may be gone and its address used again.
  const mjModel* model() const;
  mjData* data();

  void WriteState(google::protobuf::RepeatedField<float>* state) const;
  void WriteProgress(bridge::TaskProgress* progress) const;
  void WritePrivileged(bridge::PrivilegedState* privileged) const;
  const std::string& table() const;  // of the current scene

  // What DescribeResponse.action and .state declare.
  static std::vector<bridge::ArraySpec> ActionSpec();
  static std::vector<bridge::ArraySpec> StateSpec();

 private:
  class World;
  std::unique_ptr<World> world_;
};

}  // namespace blindvla

#endif  // BLINDVLA_SIMULATION_SIMULATION_H_
