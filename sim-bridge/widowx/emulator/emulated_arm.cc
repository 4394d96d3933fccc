#include "widowx/emulator/emulated_arm.h"

#include <algorithm>
#include <utility>

#include "simulation/workcell.h"

namespace blindvla::widowx {
namespace {

constexpr double kMiddleOfTheTurn = dynamixel::kTicksPerTurn / 2.0;

std::vector<Servo> ServosOf(const Rig& rig) {
  std::vector<Servo> servos;
  for (const JointRig& joint : rig.joints) {
    Servo::Settings settings{joint.servo.id,       joint.models.front(), dynamixel::kNoSecondaryId,
                             joint.servo.reversed, joint.min_position,   joint.max_position};
    servos.emplace_back(settings);
    if (!joint.shadow) continue;
    settings.secondary_id = settings.id;
    settings.id = joint.shadow->id;
    settings.reversed = joint.shadow->reversed;
    servos.emplace_back(settings);
  }
  return servos;
}

// How far a finger moves when the horn turns a little.
double FingerPerHorn(const GripperCrank& crank, double angle) {
  constexpr double kStep = 1e-4;
  return (crank.FingerPosition(angle + kStep) - crank.FingerPosition(angle - kStep)) / (2 * kStep);
}

}  // namespace

EmulatedArm::EmulatedArm(const Rig& rig, std::shared_ptr<SceneCompiler> compiler, const Scene& scene)
    : rig_(rig), compiler_(std::move(compiler)), chain_(ServosOf(rig)), world_(Lay(scene)) {
  for (int i = 0; i < kRigJoints; ++i) {
    const JointRig& joint = rig_.joints[i];
    const double offset = (joint.zero_position - kMiddleOfTheTurn) * dynamixel::kRadiansPerTick;
    const int sharers = joint.shadow ? 2 : 1;
    for (const ServoRig* servo : {&joint.servo, joint.shadow ? &*joint.shadow : nullptr}) {
      if (servo == nullptr) continue;
      // As the rig has it set up: whoever sets it up otherwise finds it turning the other way.
      shafts_.push_back({chain_.Find(servo->id), i, servo->reversed ? -1.0 : 1.0, offset, sharers});
    }
  }
  ReadShafts();
}

std::unique_ptr<Simulation> EmulatedArm::Lay(Scene scene) const {
  for (int i = 0; i < kArmJoints; ++i) scene.arm_joint_positions[i] = rig_.joints[i].rest;
  scene.finger_position = rig_.gripper.FingerPosition(rig_.joints[kGripperJoint].rest);
  auto world = std::make_unique<Simulation>(compiler_);
  world->Reset(std::move(scene));
  return world;
}

void EmulatedArm::Enter(std::unique_ptr<Simulation> world) {
  world->TakeArmOf(*world_);
  world_ = std::move(world);
}

std::array<double, kRigJoints> EmulatedArm::JointAngles() const {
  const std::array<JointReading, kRobotJoints> joints = world_->Joints();
  std::array<double, kRigJoints> angles;
  for (int i = 0; i < kArmJoints; ++i) angles[i] = joints[i].position;
  angles[kGripperJoint] = rig_.gripper.HornAngle(joints[kArmJoints].position);
  return angles;
}

void EmulatedArm::Advance(double seconds) {
  owed_seconds_ += seconds;
  for (; owed_seconds_ >= kPhysicsPeriodSeconds; owed_seconds_ -= kPhysicsPeriodSeconds) Substep();
}

void EmulatedArm::Substep() {
  chain_.Advance(kPhysicsPeriodSeconds);
  std::array<double, kRigJoints> sum{};
  std::array<int, kRigJoints> pulling{};
  for (const Shaft& shaft : shafts_) {
    if (!shaft.servo->has_torque()) continue;
    sum[shaft.joint] += shaft.sign * shaft.servo->target() - shaft.offset;
    ++pulling[shaft.joint];
  }
  std::array<DriveTarget, kRobotJoints> drives;
  for (int i = 0; i < kRobotJoints; ++i) {
    const int joint = std::min(i, kGripperJoint);
    drives[i] = {pulling[joint] > 0 ? sum[joint] / pulling[joint] : 0, pulling[joint] > 0};
    if (joint == kGripperJoint) drives[i].position = rig_.gripper.FingerPosition(drives[i].position);
  }
  world_->Drive(drives);
  time_seconds_ += kPhysicsPeriodSeconds;
  ReadShafts();
}

void EmulatedArm::ReadShafts() {
  const std::array<JointReading, kRobotJoints> joints = world_->Joints();
  for (const Shaft& shaft : shafts_) {
    JointReading reading = joints[shaft.joint];
    if (shaft.joint == kGripperJoint) {
      reading.position = rig_.gripper.HornAngle(reading.position);
      const double finger_per_horn = std::max(FingerPerHorn(rig_.gripper, reading.position), 1e-3);
      reading.velocity /= finger_per_horn;
      reading.force *= 2 * finger_per_horn;  // of both fingers
    }
    shaft.servo->SetShaft(shaft.sign * (reading.position + shaft.offset), shaft.sign * reading.velocity,
                          shaft.sign * reading.force / shaft.sharers);
  }
}

}  // namespace blindvla::widowx
