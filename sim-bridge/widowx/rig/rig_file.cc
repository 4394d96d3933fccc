#include "widowx/rig/rig_file.h"

#include <google/protobuf/util/json_util.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <set>
#include <sstream>

#include "blindvla/rig/v1/rig.pb.h"
#include "widowx/dynamixel/packet.h"
#include "widowx/dynamixel/registers.h"

namespace blindvla::widowx {
namespace {

namespace proto = ::blindvla::rig::v1;

constexpr std::array<const char*, kRigJoints> kJointNames = {"waist",       "shoulder",     "elbow",  "forearm_roll",
                                                             "wrist_angle", "wrist_rotate", "gripper"};
constexpr std::uintmax_t kMaxFileBytes = 1 << 20;

// Collects what is wrong, so that it is all said at once.
class Problems {
 public:
  template <typename... Parts>
  void Add(const Parts&... parts) {
    std::ostringstream line;
    line.imbue(std::locale::classic());
    (line << ... << parts);
    text_ += (text_.empty() ? "" : "\n") + line.str();
  }

  template <typename T>
  void Require(bool present, const std::string& field, const T& value, double minimum, double maximum) {
    if (!present)
      Add(field, " is missing");
    else if (!(value >= minimum && value <= maximum))
      Add(field, ": expected ", minimum, " to ", maximum, ", found ", value);
  }

  void ThrowIfAny() const {
    if (!text_.empty()) throw RigError(text_);
  }

 private:
  std::string text_;
};

ServoRig ReadServo(const proto::Servo& servo, const std::string& path, std::set<std::uint32_t>* ids,
                   Problems* problems) {
  problems->Require(servo.has_id(), path + ".id", servo.id(), 0, dynamixel::kMaxId);
  if (!servo.has_reversed()) problems->Add(path, ".reversed is missing");
  if (servo.has_id() && !ids->insert(servo.id()).second)
    problems->Add(path, ".id: ", servo.id(), " is another servo's, too");
  return {static_cast<std::uint8_t>(servo.id()), servo.reversed()};
}

JointRig ReadJoint(const proto::Joint& joint, const std::string& path, const char* name, std::set<std::uint32_t>* ids,
                   Problems* problems) {
  constexpr double kEnd = dynamixel::kTicksPerTurn - 1;
  if (joint.name() != name) problems->Add(path, ".name: expected '", name, "', found '", joint.name(), "'");
  JointRig rig{name,
               ReadServo(joint.servo(), path + ".servo", ids, problems),
               {},
               {joint.models().begin(), joint.models().end()},
               static_cast<int>(joint.min_position()),
               static_cast<int>(joint.max_position()),
               static_cast<int>(joint.zero_position()),
               joint.rest()};
  if (joint.has_shadow()) rig.shadow = ReadServo(joint.shadow(), path + ".shadow", ids, problems);
  if (joint.models().empty()) problems->Add(path, ".models: expected the number of a servo model, found none");
  for (const std::uint32_t model : joint.models())
    if (model > std::numeric_limits<std::uint16_t>::max()) problems->Add(path, ".models: there is no model ", model);
  problems->Require(joint.has_min_position(), path + ".min_position", joint.min_position(), 0, kEnd);
  problems->Require(joint.has_max_position(), path + ".max_position", joint.max_position(), 0, kEnd);
  problems->Require(joint.has_zero_position(), path + ".zero_position", joint.zero_position(), 0, kEnd);
  problems->Require(joint.has_rest(), path + ".rest", joint.rest(), -4, 4);
  if (joint.min_position() >= joint.max_position()) {
    problems->Add(path, ".max_position: expected more than min_position, which is ", joint.min_position(), ", found ",
                  joint.max_position());
  } else if (std::abs(joint.rest()) <= 4 &&
             (rig.ToTicks(joint.rest()) < rig.min_position || rig.ToTicks(joint.rest()) > rig.max_position)) {
    problems->Add(path, ".rest: expected a position between min_position and max_position, found ", joint.rest(),
                  ", which is at ", rig.ToTicks(joint.rest()));
  }
  return rig;
}

}  // namespace

Rig ParseRig(const std::string& json) {
  proto::Rig message;
  // Unknown fields and wrong types are errors to it.
  const auto status = google::protobuf::util::JsonStringToMessage(json, &message);
  if (!status.ok()) throw RigError("no rig: " + std::string(status.message()));

  Problems problems;
  Rig rig;
  if (message.name().empty()) problems.Add("name is missing");
  rig.name = message.name();
  if (message.port().path().empty()) problems.Add("port.path is missing");
  rig.port = message.port().path();
  problems.Require(message.port().has_baud(), "port.baud", message.port().baud(), 9600, 4000000);
  rig.baud = static_cast<int>(message.port().baud());

  if (message.joints_size() != kRigJoints)
    problems.Add("joints: expected ", kRigJoints, ", waist to gripper, found ", message.joints_size());
  problems.ThrowIfAny();
  std::set<std::uint32_t> ids;
  for (int i = 0; i < kRigJoints; ++i)
    rig.joints[i] = ReadJoint(message.joints(i), "joints[" + std::to_string(i) + "]", kJointNames[i], &ids, &problems);

  problems.Require(message.gripper().has_horn_radius(), "gripper.horn_radius", message.gripper().horn_radius(), 0.001,
                   0.1);
  problems.Require(message.gripper().has_arm_length(), "gripper.arm_length", message.gripper().arm_length(), 0.001,
                   0.2);
  rig.gripper = {message.gripper().horn_radius(), message.gripper().arm_length()};
  if (rig.gripper.arm_length <= rig.gripper.horn_radius)
    problems.Add("gripper.arm_length: expected more than horn_radius: the horn could not turn");
  problems.Require(message.health().has_min_voltage(), "health.min_voltage", message.health().min_voltage(), 9.5, 16);
  problems.Require(message.health().has_max_voltage(), "health.max_voltage", message.health().max_voltage(), 9.5, 16);
  problems.Require(message.health().has_max_temperature(), "health.max_temperature", message.health().max_temperature(),
                   20, 80);
  rig.health = {message.health().min_voltage(), message.health().max_voltage(), message.health().max_temperature()};
  if (rig.health.min_voltage >= rig.health.max_voltage)
    problems.Add("health.max_voltage: expected more than min_voltage");
  problems.ThrowIfAny();
  return rig;
}

Rig ReadRig(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) throw RigError(file.string() + " is no file");
  if (std::filesystem::file_size(file, error) > kMaxFileBytes)
    throw RigError(file.string() + " is too large for a rig");
  std::ifstream stream(file);
  std::ostringstream json;
  json << stream.rdbuf();
  if (!stream) throw RigError(file.string() + " cannot be read");
  try {
    return ParseRig(json.str());
  } catch (const RigError& problems) {
    throw RigError(file.string() + ":\n" + problems.what());
  }
}

std::string ToJson(const Rig& rig) {
  proto::Rig message;
  message.set_name(rig.name);
  message.mutable_port()->set_path(rig.port);
  message.mutable_port()->set_baud(static_cast<std::uint32_t>(rig.baud));
  const auto write = [](const ServoRig& servo, proto::Servo* to) {
    to->set_id(servo.id);
    to->set_reversed(servo.reversed);
  };
  for (const JointRig& joint : rig.joints) {
    proto::Joint* to = message.add_joints();
    to->set_name(joint.name);
    write(joint.servo, to->mutable_servo());
    if (joint.shadow) write(*joint.shadow, to->mutable_shadow());
    for (const std::uint16_t model : joint.models) to->add_models(model);
    to->set_min_position(static_cast<std::uint32_t>(joint.min_position));
    to->set_max_position(static_cast<std::uint32_t>(joint.max_position));
    to->set_zero_position(static_cast<std::uint32_t>(joint.zero_position));
    to->set_rest(joint.rest);
  }
  message.mutable_gripper()->set_horn_radius(rig.gripper.horn_radius);
  message.mutable_gripper()->set_arm_length(rig.gripper.arm_length);
  message.mutable_health()->set_min_voltage(rig.health.min_voltage);
  message.mutable_health()->set_max_voltage(rig.health.max_voltage);
  message.mutable_health()->set_max_temperature(rig.health.max_temperature);

  google::protobuf::util::JsonPrintOptions format;
  format.add_whitespace = true;
  format.preserve_proto_field_names = true;
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(message, &json, format).ok())
    throw RigError("the rig cannot be written as JSON: a name in it is no text");
  return json;
}

}  // namespace blindvla::widowx
