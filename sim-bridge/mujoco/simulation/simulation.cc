#include "simulation/simulation.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <optional>

#include "simulation/arm_controller.h"
#include "simulation/engine_errors.h"
#include "simulation/pose.h"
#include "simulation/scene_changes.h"
#include "simulation/scene_request.h"
#include "simulation/task_predicates.h"

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

constexpr double kMaxTranslation = 0.5;  // m per control step
constexpr double kMaxRotation = 3.2;     // rad per control step

void WritePose(const Pose& pose, bridge::Pose* message) {
  message->mutable_position()->set_x(pose.position[0]);
  message->mutable_position()->set_y(pose.position[1]);
  message->mutable_position()->set_z(pose.position[2]);
  message->mutable_orientation()->set_w(pose.quaternion[0]);
  message->mutable_orientation()->set_x(pose.quaternion[1]);
  message->mutable_orientation()->set_y(pose.quaternion[2]);
  message->mutable_orientation()->set_z(pose.quaternion[3]);
}

void WriteVector(const std::array<double, 3>& vector, bridge::Vector3* message) {
  message->set_x(vector[0]);
  message->set_y(vector[1]);
  message->set_z(vector[2]);
}

bridge::ArraySpec Part(const std::string& name, int length, const std::string& convention, const std::string& unit,
                       const std::string& frame) {
  bridge::ArraySpec part;
  part.set_name(name);
  part.set_length(length);
  part.set_convention(convention);
  part.set_unit(unit);
  part.set_frame(frame);
  return part;
}

bridge::ArraySpec Bounded(bridge::ArraySpec part, double magnitude) {
  part.set_minimum(-magnitude);
  part.set_maximum(magnitude);
  return part;
}

std::vector<PlacedAsset> Placements(const bridge::Scene& scene) {
  std::vector<PlacedAsset> placements;
  for (const bridge::ObjectPlacement& placement : scene.objects())
    placements.push_back({placement.id(), placement.asset(), placement.has_scale() ? placement.scale() : 1});
  return placements;
}

void PlaceAtRest(const Pose& pose, const PlacedBody& object, mjData* data) {
  mjtNum* qpos = data->qpos + object.qpos;
  std::copy(pose.position.begin(), pose.position.end(), qpos);
  std::copy(pose.quaternion.begin(), pose.quaternion.end(), qpos + 3);
  mju_normalize4(qpos + 3);
  mju_zero(data->qvel + object.dof, 6);
}

}  // namespace

using Action = std::array<float, kActionLength>;

class Simulation::World {
 public:
  explicit World(std::shared_ptr<SceneCompiler> compiler) : compiler_(std::move(compiler)) {}

  void Reset(const bridge::Scene& scene);
  void Step(std::span<const float> action);

  bool has_scene() const { return scene_ != nullptr; }
  int steps() const { return steps_; }
  const Action& applied_action() const { return applied_action_; }
  const mjModel* model() const { return scene_ ? scene_->model.get() : nullptr; }
  mjData* data() const { return data_.get(); }
  const std::string& table() const { return request_.table(); }

  void WriteState(google::protobuf::RepeatedField<float>* state) const;
  void WriteProgress(bridge::TaskProgress* progress) const;
  void WritePrivileged(bridge::PrivilegedState* privileged) const;

 private:
  void PlaceArm();
  void Separate();
  void Settle();
  bool ObjectsRest() const;
  void Substeps(const mjModel& model, int count);
  void Forward();
  void ScaleFriction(const mjModel& model);
  Action HoldAction() const;
  Action Delayed(std::span<const float> action);
  void LetEventsHappen();
  Pose BodyPose(int body) const;
  Pose GripperPose() const;  // base frame
  bool IsGrasped() const;

  std::shared_ptr<SceneCompiler> compiler_;
  bridge::Scene request_;
  std::shared_ptr<const CompiledScene> compiled_;
  std::shared_ptr<const CompiledScene> scene_;  // compiled_, or a copy with this scene's changes
  DataPtr data_;
  std::optional<ArmController> controller_;

  int steps_ = 0;
  int next_event_ = 0;
  std::deque<Action> waiting_actions_;  // as many as the latency has steps
  Action applied_action_{};
  std::vector<double> friction_factors_;  // by body; empty where no object has one

  int object_ = 0;      // of the goal: index of the placement
  int receptacle_ = 0;  // likewise
  std::array<double, 3> object_half_extents_{};
  std::array<double, 3> receptacle_half_extents_{};
  double settled_object_height_ = 0;
  bool grasped_ = false;
  bool grasped_ever_ = false;
  int grasped_in_a_row_ = 0;
  bool consecutive_grasp_ever_ = false;
};

void Simulation::World::Reset(const bridge::Scene& scene) {
  CheckScene(scene, compiler_->assets());
  std::shared_ptr<const CompiledScene> compiled = compiler_->Compile(Placements(scene));
  CheckFits(scene, *compiled);
  std::shared_ptr<const CompiledScene> changed = WithChanges(compiled, scene);

  request_ = scene;
  // A changed copy has the sizes of what it is a copy of.
  if (compiled != compiled_) data_.reset(mj_makeData(compiled->model.get()));
  if (changed != scene_) controller_.emplace(*changed);
  compiled_ = std::move(compiled);
  scene_ = std::move(changed);
  mj_resetData(scene_->model.get(), data_.get());
  friction_factors_.clear();
  for (int i = 0; i < request_.objects_size(); ++i) {
    const bridge::ObjectPlacement& placement = request_.objects(i);
    PlaceAtRest(ToPose(placement.pose()), scene_->objects[i], data_.get());
    if (!placement.has_friction_factor()) continue;
    friction_factors_.resize(scene_->model->nbody, 1);
    friction_factors_[scene_->objects[i].body] = placement.friction_factor();
  }
  PlaceArm();
  Separate();
  Settle();
  PlaceArm();
  Forward();
  ThrowOnWarning(*data_);
  steps_ = 0;
  next_event_ = 0;
  waiting_actions_.assign(request_.action_latency_steps(), HoldAction());

  object_ = PlacementIndex(request_, request_.goal().put_on().object());
  receptacle_ = PlacementIndex(request_, request_.goal().put_on().receptacle());
  const auto half_extents = [&](const PlacedBody& placed) {
    return WorldHalfExtents(placed.bounding_box_min, placed.bounding_box_max, BodyPose(placed.body).quaternion);
  };
  object_half_extents_ = half_extents(scene_->objects[object_]);
  receptacle_half_extents_ = half_extents(scene_->objects[receptacle_]);
  settled_object_height_ = BodyPose(scene_->objects[object_].body).position[2];
  grasped_ = IsGrasped();
  grasped_ever_ = false;
  grasped_in_a_row_ = 0;
  consecutive_grasp_ever_ = false;
}

void Simulation::World::Step(std::span<const float> action) {
  LetEventsHappen();
  applied_action_ = Delayed(action);
  controller_->Apply(applied_action_);
  controller_->WriteTargets(data_.get());
  Substeps(*scene_->model, kSubstepsPerControlStep);
  // Positions and contact forces of now, not of the last substep's beginning, for whoever draws or judges.
  Forward();
  ThrowOnWarning(*data_);
  ++steps_;

  grasped_ = IsGrasped();
  grasped_in_a_row_ = grasped_ ? grasped_in_a_row_ + 1 : 0;
  grasped_ever_ |= grasped_;
  consecutive_grasp_ever_ |= grasped_in_a_row_ >= kConsecutiveGraspSteps;
}

void Simulation::World::PlaceArm() {
  std::array<double, kArmJoints> joints;
  std::copy(request_.arm_joint_positions().begin(), request_.arm_joint_positions().end(), joints.begin());
  for (int i = 0; i < kRobotJoints; ++i) {
    data_->qpos[scene_->joint_qpos[i]] = i < kArmJoints ? joints[i] : request_.finger_position();
    data_->qvel[scene_->joint_dof[i]] = 0;
  }
  controller_->Begin(joints, request_.finger_position());
  controller_->WriteTargets(data_.get());
}

// Pushes overlapping objects apart before they are dropped, without letting them gain speed: the engine would fling
// them otherwise.
void Simulation::World::Separate() {
  const mjModel& model = *scene_->settling_model;
  for (int i = 0; i < kMaxSeparationSubsteps; ++i) {
    mj_fwdPosition(&model, data_.get());
    const bool overlap = std::any_of(data_->contact, data_->contact + data_->ncon,
                                     [](const mjContact& contact) { return contact.dist < -kSeparate; });
    if (!overlap) return;
    Substeps(model, 1);
    mju_zero(data_->qvel, model.nv);
  }
}

void Simulation::World::Settle() {
  Substeps(*scene_->settling_model, kSettlingSubsteps);
  if (!ObjectsRest()) Substeps(*scene_->settling_model, kFurtherSettlingSubsteps);
}

bool Simulation::World::ObjectsRest() const {
  return std::all_of(scene_->objects.begin(), scene_->objects.end(), [&](const PlacedBody& object) {
    const mjtNum* velocity = data_->qvel + object.dof;
    return mju_norm3(velocity) <= kRestingSpeed && mju_norm3(velocity + 3) <= kRestingAngularSpeed;
  });
}

void Simulation::World::Substeps(const mjModel& model, int count) {
  for (int i = 0; i < count; ++i) {
    mj_step1(&model, data_.get());
    if (!friction_factors_.empty()) {
      ScaleFriction(model);
      mj_referenceConstraint(&model, data_.get());
    }
    controller_->WriteForces(model, data_.get());
    mj_step2(&model, data_.get());
  }
}

void Simulation::World::Forward() {
  const mjModel* model = scene_->model.get();
  if (friction_factors_.empty()) return mj_forward(model, data_.get());
  mj_fwdPosition(model, data_.get());
  ScaleFriction(*model);
  mj_forwardSkip(model, data_.get(), mjSTAGE_POS, 0);
}

// The engine takes a contact's friction from whichever of the two geoms has priority, so that no number at an object's
// geoms can scale what it has with table, fingers and other objects alike. It is done where contacts have been found;
// the constraints that the engine has already made of them are made again.
void Simulation::World::ScaleFriction(const mjModel& model) {
  for (mjContact* contact = data_->contact; contact < data_->contact + data_->ncon; ++contact) {
    const double factor =
        friction_factors_[model.geom_bodyid[contact->geom1]] * friction_factors_[model.geom_bodyid[contact->geom2]];
    for (int i = 0; i < 2; ++i) contact->friction[i] *= factor;  // the two sliding directions
  }
  mj_makeConstraint(&model, data_.get());
  mj_projectConstraint(&model, data_.get());
}

// Stay where you are, with the gripper as it was at reset.
Action Simulation::World::HoldAction() const {
  const mjtNum* range = scene_->model->actuator_ctrlrange + 2 * scene_->actuator[kArmJoints];
  Action hold{};
  hold[kActionLength - 1] = static_cast<float>(
      std::clamp(2 * (request_.finger_position() - range[0]) / (range[1] - range[0]) - 1, -1.0, 1.0));
  return hold;
}

Action Simulation::World::Delayed(std::span<const float> action) {
  Action& newest = waiting_actions_.emplace_back();
  std::copy(action.begin(), action.end(), newest.begin());
  const Action due = waiting_actions_.front();
  waiting_actions_.pop_front();
  return due;
}

void Simulation::World::LetEventsHappen() {
  for (; next_event_ < request_.events_size(); ++next_event_) {
    const bridge::Event& event = request_.events(next_event_);
    if (event.step() > static_cast<uint32_t>(steps_)) return;
    const bridge::MoveObject& move = event.move_object();
    PlaceAtRest(ToPose(move.pose()), scene_->objects[PlacementIndex(request_, move.object())], data_.get());
    Substeps(*scene_->model, static_cast<int>(move.settle_substeps()));
  }
}

Pose Simulation::World::BodyPose(int body) const {
  Pose pose;
  std::copy_n(data_->xpos + 3 * body, 3, pose.position.begin());
  std::copy_n(data_->xquat + 4 * body, 4, pose.quaternion.begin());
  return pose;
}

Pose Simulation::World::GripperPose() const {
  Pose world;
  std::copy_n(data_->site_xpos + 3 * scene_->gripper_site, 3, world.position.begin());
  mju_mat2Quat(world.quaternion.data(), data_->site_xmat + 9 * scene_->gripper_site);
  return Compose(Inverse(kRobotBase), world);
}

bool Simulation::World::IsGrasped() const {
  const int object = scene_->objects[object_].body;
  // The left finger opens along its y axis, the right one against it.
  const auto is_pressed = [&](int finger, double side) {
    std::array<double, 3> opening;
    for (int axis = 0; axis < 3; ++axis) opening[axis] = side * data_->xmat[9 * finger + 3 * axis + 1];
    return IsPressed(ContactForce(*scene_->model, *data_, object, finger), opening);
  };
  return is_pressed(scene_->left_finger_body, 1) && is_pressed(scene_->right_finger_body, -1);
}

void Simulation::World::WriteState(google::protobuf::RepeatedField<float>* state) const {
  for (int i = 0; i < kArmJoints + 1; ++i) state->Add(static_cast<float>(data_->qpos[scene_->joint_qpos[i]]));
  const Pose gripper = GripperPose();
  for (double value : gripper.position) state->Add(static_cast<float>(value));
  // Of the two quaternions of an orientation, the one with w >= 0.
  const double sign = gripper.quaternion[0] < 0 ? -1 : 1;
  for (double value : gripper.quaternion) state->Add(static_cast<float>(sign * value));
}

void Simulation::World::WriteProgress(bridge::TaskProgress* progress) const {
  const PlacedBody& object = scene_->objects[object_];
  const PlacedBody& receptacle = scene_->objects[receptacle_];
  const std::array<double, 3> object_position = BodyPose(object.body).position;
  const std::array<double, 3> receptacle_position = BodyPose(receptacle.body).position;
  const double contact_force = mju_norm3(ContactForce(*scene_->model, *data_, object.body, receptacle.body).data());
  progress->set_success(
      IsOn(object_position, object_half_extents_, receptacle_position, receptacle_half_extents_, contact_force));
  progress->set_grasped(grasped_);
  progress->set_grasped_ever(grasped_ever_);
  progress->set_consecutive_grasp_ever(consecutive_grasp_ever_);
  progress->set_object_to_receptacle_meters(HorizontalDistance(object_position, receptacle_position));
  progress->set_object_lift_meters(object_position[2] - settled_object_height_);
  progress->set_object_touches_receptacle(IsTouching(contact_force));
  progress->set_gripper_to_object_meters(
      mju_dist3(data_->site_xpos + 3 * scene_->gripper_site, object_position.data()));
}

void Simulation::World::WritePrivileged(bridge::PrivilegedState* privileged) const {
  for (int i = 0; i < request_.objects_size(); ++i) {
    const PlacedBody& object = scene_->objects[i];
    bridge::ObjectState* state = privileged->add_objects();
    state->set_id(request_.objects(i).id());
    WritePose(BodyPose(object.body), state->mutable_pose());
    WriteVector(object.bounding_box_min, state->mutable_bounding_box_min());
    WriteVector(object.bounding_box_max, state->mutable_bounding_box_max());
  }
  WritePose(GripperPose(), privileged->mutable_gripper());
  WritePose(controller_->target(), privileged->mutable_gripper_target());
  WritePose(kRobotBase, privileged->mutable_robot_base());
}

Simulation::Simulation(std::shared_ptr<SceneCompiler> compiler)
    : world_(std::make_unique<World>(std::move(compiler))) {}

Simulation::Simulation(std::shared_ptr<const AssetLibrary> assets)
    : Simulation(std::make_shared<SceneCompiler>(std::move(assets))) {}

Simulation::~Simulation() = default;

void Simulation::Reset(const bridge::Scene& scene) { world_->Reset(scene); }

void Simulation::Step(std::span<const float> action) { world_->Step(action); }

bool Simulation::has_scene() const { return world_->has_scene(); }

int Simulation::steps() const { return world_->steps(); }

double Simulation::time_seconds() const { return world_->steps() * kControlPeriodSeconds; }

std::span<const float> Simulation::applied_action() const { return world_->applied_action(); }

const mjModel* Simulation::model() const { return world_->model(); }

mjData* Simulation::data() { return world_->data(); }

void Simulation::WriteState(google::protobuf::RepeatedField<float>* state) const { world_->WriteState(state); }

void Simulation::WriteProgress(bridge::TaskProgress* progress) const { world_->WriteProgress(progress); }

void Simulation::WritePrivileged(bridge::PrivilegedState* privileged) const { world_->WritePrivileged(privileged); }

const std::string& Simulation::table() const { return world_->table(); }

std::vector<bridge::ArraySpec> Simulation::ActionSpec() {
  return {Bounded(Part("position", 3, "delta_xyz", "m", "base"), kMaxTranslation),
          Bounded(Part("rotation", 3, "delta_euler_xyz_intrinsic", "rad", "base"), kMaxRotation),
          Bounded(Part("gripper", 1, "open_positive", "1", ""), 1)};
}

std::vector<bridge::ArraySpec> Simulation::StateSpec() {
  return {Part("arm_joint_positions", kArmJoints, "joint_position", "rad", ""),
          Part("finger_position", 1, "joint_position", "m", ""), Part("gripper_position", 3, "xyz", "m", "base"),
          Part("gripper_orientation", 4, "quaternion_wxyz", "1", "base")};
}

}  // namespace blindvla
