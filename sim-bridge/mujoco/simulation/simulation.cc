#include "simulation/simulation.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "control/arm_kinematics.h"
#include "simulation/engine_errors.h"
#include "simulation/measurements.h"
#include "simulation/scene_changes.h"
#include "simulation/scene_request.h"
#include "simulation/workcell.h"

namespace blindvla {
namespace {

// The benchmark's settling: a short fall, and a long one unless everything already rests.
constexpr int kSettlingSubsteps = 50;
constexpr int kFurtherSettlingSubsteps = 600;
constexpr double kRestingSpeed = 1e-3;         // m/s
constexpr double kRestingAngularSpeed = 1e-2;  // rad/s

// Placements may overlap: the benchmark's grid lets a long object start inside a plate's rim.
constexpr int kMaxSeparationSubsteps = 200;
constexpr double kSeparate = 0.0005;  // m of overlap

void PlaceAtRest(const Pose& pose, const PlacedBody& object, mjData* data) {
  mjtNum* qpos = data->qpos + object.qpos;
  std::copy(pose.position.begin(), pose.position.end(), qpos);
  std::copy(pose.quaternion.begin(), pose.quaternion.end(), qpos + 3);
  mju_normalize4(qpos + 3);
  mju_zero(data->qvel + object.dof, 6);
}

}  // namespace

Simulation::Simulation(std::shared_ptr<SceneCompiler> compiler) : compiler_(std::move(compiler)) {}

Simulation::Simulation(std::shared_ptr<const AssetLibrary> assets)
    : Simulation(std::make_shared<SceneCompiler>(std::move(assets))) {}

void Simulation::Reset(Scene scene) {
  CheckScene(scene, compiler_->assets());
  std::shared_ptr<const CompiledScene> compiled = compiler_->Compile(PlacedAssets(scene));
  CheckFits(scene, *compiled);
  std::shared_ptr<const CompiledScene> changed = WithChanges(compiled, scene);

  scene_ = std::move(scene);
  // A changed copy has the sizes of what it is a copy of.
  if (compiled != compiled_) data_.reset(mj_makeData(compiled->model.get()));
  compiled_ = std::move(compiled);
  if (changed != world_) {
    world_ = std::move(changed);
    controller_.emplace(model(), *world_);
  }
  mj_resetData(world_->model.get(), data_.get());
  friction_factors_.clear();
  for (size_t i = 0; i < scene_.objects.size(); ++i) {
    const ObjectPlacement& placement = scene_.objects[i];
    PlaceAtRest(placement.pose, world_->objects[i], data_.get());
    if (!placement.friction_factor) continue;
    friction_factors_.resize(world_->model->nbody, 1);
    friction_factors_[world_->objects[i].body] = *placement.friction_factor;
  }
  PlaceArm();
  Separate();
  Settle();
  PlaceArm();
  Forward();
  ThrowOnWarning(*data_);
  steps_ = 0;
  driven_substeps_ = 0;
  loads_.fill(0);
  next_event_ = 0;
  waiting_actions_.assign(scene_.action_latency_steps, HoldAction());
  task_ = BeginTask(scene_, world_, *data_);
}

void Simulation::Step(std::span<const float> action) {
  ApplyEvents();
  applied_action_ = Delayed(action);
  controller_->Apply(applied_action_);
  controller_->WriteTargets(data_.get());
  Substeps(*world_->model, kSubstepsPerControlStep);
  // Positions and contact forces of now, not of the last substep's beginning, for whoever draws or judges.
  Forward();
  ThrowOnWarning(*data_);
  ++steps_;
  task_->Advance(*data_);
}

void Simulation::Drive(std::span<const DriveTarget, kRobotJoints> drives) {
  const mjModel& model = *world_->model;
  std::array<double, kRobotJoints> targets;
  for (int i = 0; i < kRobotJoints; ++i)
    targets[i] = drives[i].is_on ? drives[i].position : data_->qpos[world_->joint_qpos[i]];
  controller_->SetJointTargets(targets);
  controller_->WriteTargets(data_.get());
  BeginSubstep(model);
  for (int i = 0; i < kRobotJoints; ++i)
    if (!drives[i].is_on) data_->qfrc_applied[world_->joint_dof[i]] = 0;
  std::array<double, kRobotJoints> velocities;
  for (int i = 0; i < kRobotJoints; ++i) {
    velocities[i] = data_->qvel[world_->joint_dof[i]];
    loads_[i] = controller_->DriveForce(model, *data_, i);
  }
  mj_step2(&model, data_.get());
  ThrowOnWarning(*data_);
  // The drive's inertia is its armature and, in the engine's integrator, its damping over one step; the engine's own
  // accelerations are without the latter.
  for (int i = 0; i < kRobotJoints; ++i) {
    const int dof = world_->joint_dof[i];
    const double inertia = model.dof_armature[dof] + model.opt.timestep * model.dof_damping[dof];
    loads_[i] -= inertia * (data_->qvel[dof] - velocities[i]) / model.opt.timestep;
  }
  if (++driven_substeps_ % kSubstepsPerControlStep != 0) return;
  Forward();
  ++steps_;
  task_->Advance(*data_);
}

std::array<JointReading, kRobotJoints> Simulation::Joints() const {
  std::array<JointReading, kRobotJoints> joints;
  for (int i = 0; i < kRobotJoints; ++i) {
    joints[i] = {data_->qpos[world_->joint_qpos[i]], data_->qvel[world_->joint_dof[i]], loads_[i]};
  }
  return joints;
}

void Simulation::TakeArmOf(const Simulation& other) {
  for (int i = 0; i < kRobotJoints; ++i) {
    data_->qpos[world_->joint_qpos[i]] = other.data_->qpos[other.world_->joint_qpos[i]];
    data_->qvel[world_->joint_dof[i]] = other.data_->qvel[other.world_->joint_dof[i]];
  }
  loads_ = other.loads_;
  Forward();
}

double Simulation::time_seconds() const { return steps_ * kControlPeriodSeconds; }

std::shared_ptr<const mjModel> Simulation::model() const {
  return world_ ? std::shared_ptr<const mjModel>(world_, world_->model.get()) : nullptr;
}

void Simulation::PlaceArm() {
  const JointPositions& joints = scene_.arm_joint_positions;
  for (int i = 0; i < kRobotJoints; ++i) {
    data_->qpos[world_->joint_qpos[i]] = i < kArmJoints ? joints[i] : scene_.finger_position;
    data_->qvel[world_->joint_dof[i]] = 0;
  }
  controller_->Begin(joints, scene_.finger_position);
  controller_->WriteTargets(data_.get());
}

// Pushes overlapping objects apart before they are dropped, without letting them gain speed: the engine would fling
// them otherwise.
void Simulation::Separate() {
  const mjModel& model = *world_->settling_model;
  for (int i = 0; i < kMaxSeparationSubsteps; ++i) {
    mj_fwdPosition(&model, data_.get());
    const bool overlap = std::any_of(data_->contact, data_->contact + data_->ncon,
                                     [](const mjContact& contact) { return contact.dist < -kSeparate; });
    if (!overlap) return;
    Substeps(model, 1);
    mju_zero(data_->qvel, model.nv);
  }
}

void Simulation::Settle() {
  Substeps(*world_->settling_model, kSettlingSubsteps);
  if (!ObjectsRest()) Substeps(*world_->settling_model, kFurtherSettlingSubsteps);
}

bool Simulation::ObjectsRest() const {
  return std::all_of(world_->objects.begin(), world_->objects.end(), [&](const PlacedBody& object) {
    const mjtNum* velocity = data_->qvel + object.dof;
    return mju_norm3(velocity) <= kRestingSpeed && mju_norm3(velocity + 3) <= kRestingAngularSpeed;
  });
}

void Simulation::Substeps(const mjModel& model, int count) {
  for (int i = 0; i < count; ++i) {
    BeginSubstep(model);
    mj_step2(&model, data_.get());
  }
}

void Simulation::BeginSubstep(const mjModel& model) {
  mj_step1(&model, data_.get());
  if (!friction_factors_.empty()) {
    ScaleFriction(model);
    mj_referenceConstraint(&model, data_.get());
  }
  controller_->WriteForces(model, data_.get());
}

void Simulation::Forward() {
  const mjModel* model = world_->model.get();
  if (friction_factors_.empty()) return mj_forward(model, data_.get());
  mj_fwdPosition(model, data_.get());
  ScaleFriction(*model);
  mj_forwardSkip(model, data_.get(), mjSTAGE_POS, 0);
}

// The engine takes a contact's friction from whichever of the two geoms has priority, so that no number at an object's
// geoms can scale what it has with table, fingers and other objects alike. It is done where contacts have been found;
// the constraints that the engine has already made of them are made again.
void Simulation::ScaleFriction(const mjModel& model) {
  for (mjContact* contact = data_->contact; contact < data_->contact + data_->ncon; ++contact) {
    const double factor =
        friction_factors_[model.geom_bodyid[contact->geom1]] * friction_factors_[model.geom_bodyid[contact->geom2]];
    for (int i = 0; i < 2; ++i) contact->friction[i] *= factor;  // the two sliding directions
  }
  mj_makeConstraint(&model, data_.get());
  mj_projectConstraint(&model, data_.get());
}

// Stay where you are, with the gripper as it was at reset.
Simulation::Action Simulation::HoldAction() const {
  const mjtNum* range = world_->model->actuator_ctrlrange + 2 * world_->actuator[kArmJoints];
  Action hold = kHoldAction;
  hold[kActionLength - 1] =
      static_cast<float>(std::clamp(2 * (scene_.finger_position - range[0]) / (range[1] - range[0]) - 1, -1.0, 1.0));
  return hold;
}

Simulation::Action Simulation::Delayed(std::span<const float> action) {
  Action& newest = waiting_actions_.emplace_back();
  std::copy(action.begin(), action.end(), newest.begin());
  const Action due = waiting_actions_.front();
  waiting_actions_.pop_front();
  return due;
}

void Simulation::ApplyEvents() {
  for (; next_event_ < scene_.events.size(); ++next_event_) {
    const MoveObject& move = scene_.events[next_event_];
    if (move.step > static_cast<std::uint32_t>(steps_)) return;
    PlaceAtRest(move.pose, world_->objects[PlacementIndex(scene_, move.object)], data_.get());
    Substeps(*world_->model, static_cast<int>(move.settle_substeps));
  }
}

std::array<float, kStateLength> Simulation::State() const {
  std::array<float, kStateLength> state;
  int next = 0;
  for (int i = 0; i < kArmJoints + 1; ++i) state[next++] = static_cast<float>(data_->qpos[world_->joint_qpos[i]]);
  const Pose gripper = ReadGripperPose(*data_, *world_);
  for (double value : gripper.position) state[next++] = static_cast<float>(value);
  // Of the two quaternions of an orientation, the one with w >= 0.
  const double sign = gripper.quaternion[0] < 0 ? -1 : 1;
  for (double value : gripper.quaternion) state[next++] = static_cast<float>(sign * value);
  return state;
}

PrivilegedState Simulation::Privileged() const {
  PrivilegedState privileged{{}, ReadGripperPose(*data_, *world_), controller_->target(), world_->base};
  for (size_t i = 0; i < scene_.objects.size(); ++i) {
    const PlacedBody& object = world_->objects[i];
    privileged.objects.push_back(
        {scene_.objects[i].id, BodyPose(*data_, object.body), object.bounding_box_min, object.bounding_box_max});
  }
  return privileged;
}

}  // namespace blindvla
