#ifndef BLINDVLA_SIMULATION_SIMULATION_H_
#define BLINDVLA_SIMULATION_SIMULATION_H_

#include <mujoco/mujoco.h>

#include <array>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "control/arm_controller.h"
#include "control/arm_interface.h"
#include "control/pose.h"
#include "simulation/asset_library.h"
#include "simulation/scene.h"
#include "simulation/scene_compiler.h"
#include "simulation/task.h"

namespace blindvla {

struct ObjectState {
  std::string id;
  Pose pose;                               // of the object's origin, world frame
  std::array<double, 3> bounding_box_min;  // object frame
  std::array<double, 3> bounding_box_max;
};

// What no camera shows.
struct PrivilegedState {
  std::vector<ObjectState> objects;  // in the order of Scene::objects
  Pose gripper;                      // of the point between the finger tips, base frame
  Pose gripper_target;               // the pose the controller is driving to, base frame
  Pose robot_base;                   // world frame
};

// What one drive of the arm is told by a controller of somebody else's.
struct DriveTarget {
  double position;  // rad; fingers m
  bool is_on;       // off: the joint is limp, and the arm's weight takes it along
};

// How one joint is.
struct JointReading {
  double position;  // rad; fingers m
  double velocity;
  // With which its drive moves the arm and presses on what it touches, besides carrying the arm's weight and moving the
  // drive's own inertia: N m; fingers N. 0 where Drive has not been called.
  double force;
};

// One table-top world: a WidowX-250S and the objects of a scene. Knows no gRPC, no messages and no graphics. Not
// thread-safe; sessions own one each.
class Simulation {
 public:
  // Sessions that share a compiler share compiled scenes.
  explicit Simulation(std::shared_ptr<SceneCompiler> compiler);
  // With a compiler of its own.
  explicit Simulation(std::shared_ptr<const AssetLibrary> assets);

  // Builds the scene, drops the objects, lets them settle, puts the arm at its start. On InvalidRequest the previous
  // episode, if any, goes on unharmed. Throws EngineFault.
  void Reset(Scene scene);

  // Lets the scene's events of this step happen, then applies one action for one control period: this one, or with a
  // latency the one of so many steps ago. `action` has kActionLength finite values within the bounds of ActionSpec().
  // Throws EngineFault on an unstable or overfull simulation.
  void Step(std::span<const float> action);

  // In the place of an action, for one physics substep: what every drive is told, the arm's and then the left and the
  // right finger. A control step has passed, for the task and in steps(), whenever as many substeps have as it has. Not
  // to be mixed with Step in one episode. Throws EngineFault.
  void Drive(std::span<const DriveTarget, kRobotJoints> drives);

  std::array<JointReading, kRobotJoints> Joints() const;

  // The arm is where it is in another world, and moves on from there as it did.
  void TakeArmOf(const Simulation& other);

  bool has_scene() const { return world_ != nullptr; }
  int steps() const { return steps_; }  // since the episode began
  double time_seconds() const;          // since the episode began; what settles after an event takes none
  const std::string& table() const { return scene_.table; }  // of the current scene

  // What the last Step applied.
  std::span<const float> applied_action() const { return applied_action_; }

  // Another one when Reset needed it; never written to. Null before the first Reset.
  std::shared_ptr<const mjModel> model() const;
  mjData* data() { return data_.get(); }
  const mjData* data() const { return data_.get(); }

  std::array<float, kStateLength> State() const;  // as StateSpec() declares it
  TaskProgress Progress() const { return task_->Progress(*data_); }
  PrivilegedState Privileged() const;

 private:
  using Action = std::array<float, kActionLength>;

  void PlaceArm();
  void Separate();
  void Settle();
  bool ObjectsRest() const;
  void Substeps(const mjModel& model, int count);
  void BeginSubstep(const mjModel& model);
  void Forward();
  void ScaleFriction(const mjModel& model);
  Action HoldAction() const;
  Action Delayed(std::span<const float> action);
  void ApplyEvents();

  std::shared_ptr<SceneCompiler> compiler_;
  Scene scene_;
  std::shared_ptr<const CompiledScene> compiled_;
  std::shared_ptr<const CompiledScene> world_;  // compiled_, or a copy with this scene's changes
  DataPtr data_;
  std::optional<ArmController> controller_;
  std::unique_ptr<Task> task_;

  int steps_ = 0;
  int driven_substeps_ = 0;
  std::array<double, kRobotJoints> loads_{};  // of the drives, in the last driven substep
  size_t next_event_ = 0;
  std::deque<Action> waiting_actions_;  // as many as the latency has steps
  Action applied_action_{};
  std::vector<double> friction_factors_;  // by body; empty where no object has one
};

}  // namespace blindvla

#endif  // BLINDVLA_SIMULATION_SIMULATION_H_
