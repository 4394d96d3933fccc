#include "server/observation_mapping.h"

namespace blindvla {
namespace {

void Write(const std::array<double, 3>& vector, bridge::Vector3* message) {
  message->set_x(vector[0]);
  message->set_y(vector[1]);
  message->set_z(vector[2]);
}

void Write(const Pose& pose, bridge::Pose* message) {
  Write(pose.position, message->mutable_position());
  message->mutable_orientation()->set_w(pose.quaternion[0]);
  message->mutable_orientation()->set_x(pose.quaternion[1]);
  message->mutable_orientation()->set_y(pose.quaternion[2]);
  message->mutable_orientation()->set_z(pose.quaternion[3]);
}

}  // namespace

bridge::ArraySpec ToMessage(const ArraySpec& part) {
  bridge::ArraySpec message;
  message.set_name(part.name);
  message.set_length(part.length);
  message.set_convention(part.convention);
  message.set_unit(part.unit);
  message.set_frame(part.frame);
  if (part.minimum) message.set_minimum(*part.minimum);
  if (part.maximum) message.set_maximum(*part.maximum);
  return message;
}

bridge::MeasureSpec ToMessage(const MeasureSpec& measure) {
  bridge::MeasureSpec message;
  message.set_name(measure.name);
  message.set_unit(measure.unit);
  switch (measure.fold) {
    case MeasureFold::kLast:
      message.set_fold(bridge::MeasureSpec::FOLD_LAST);
      break;
    case MeasureFold::kMaximum:
      message.set_fold(bridge::MeasureSpec::FOLD_MAXIMUM);
      break;
    case MeasureFold::kMinimum:
      message.set_fold(bridge::MeasureSpec::FOLD_MINIMUM);
      break;
    case MeasureFold::kAny:
      message.set_fold(bridge::MeasureSpec::FOLD_ANY);
      break;
    case MeasureFold::kFirstTime:
      message.set_fold(bridge::MeasureSpec::FOLD_FIRST_TIME);
      break;
  }
  return message;
}

void Write(const TaskProgress& progress, bridge::TaskProgress* message) {
  message->set_success(progress.success);
  message->mutable_measures()->Assign(progress.measures.begin(), progress.measures.end());
}

void Write(const PrivilegedState& privileged, bridge::PrivilegedState* message) {
  message->Clear();
  for (const ObjectState& object : privileged.objects) {
    bridge::ObjectState* state = message->add_objects();
    state->set_id(object.id);
    Write(object.pose, state->mutable_pose());
    Write(object.bounding_box_min, state->mutable_bounding_box_min());
    Write(object.bounding_box_max, state->mutable_bounding_box_max());
  }
  Write(privileged.gripper, message->mutable_gripper());
  Write(privileged.gripper_target, message->mutable_gripper_target());
  Write(privileged.robot_base, message->mutable_robot_base());
}

}  // namespace blindvla
