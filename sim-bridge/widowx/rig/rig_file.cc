#include "widowx/rig/rig_file.h"

#include <google/protobuf/util/json_util.h>
#include <openssl/evp.h>

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
constexpr int kMaxCameras = 8;
constexpr double kMinPictureSide = 8;
constexpr double kMaxPictureSide = 4096;

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

void RequireReachable(const JointRig& joint, const std::string& field, double angle, Problems* problems) {
  if (!(std::abs(angle) <= 4)) return;  // that has been said
  const int ticks = joint.ToTicks(angle);
  if (ticks < joint.min_position || ticks > joint.max_position) {
    problems->Add(field, ": expected a position between min_position and max_position, found ", angle, ", which is at ",
                  ticks);
  }
}

Motion ReadMotion(const proto::Motion& motion, Problems* problems) {
  const auto require = [&](bool present, const char* field, double value, double minimum, double maximum) {
    problems->Require(present, std::string("motion.") + field, value, minimum, maximum);
  };
  require(motion.has_control_period_seconds(), "control_period_seconds", motion.control_period_seconds(), 0.01, 2);
  require(motion.has_turn_seconds(), "turn_seconds", motion.turn_seconds(), 0.005, 0.1);
  require(motion.has_ramp_speed(), "ramp_speed", motion.ramp_speed(), 0.01, 1);
  require(motion.has_profile_velocity(), "profile_velocity", motion.profile_velocity(), 0, 32767);
  require(motion.has_profile_acceleration(), "profile_acceleration", motion.profile_acceleration(), 0, 32767);
  require(motion.has_bus_watchdog(), "bus_watchdog", motion.bus_watchdog(), 1, 127);
  if (motion.bus_watchdog() * dynamixel::kWatchdogUnitSeconds < 3 * motion.turn_seconds()) {
    problems->Add("motion.bus_watchdog: expected at least three turns, ", 3 * motion.turn_seconds(), " s, found ",
                  motion.bus_watchdog() * dynamixel::kWatchdogUnitSeconds, " s: the arm would stop for nothing");
  }
  return {motion.control_period_seconds(),
          motion.turn_seconds(),
          motion.ramp_speed(),
          static_cast<int>(motion.profile_velocity()),
          static_cast<int>(motion.profile_acceleration()),
          static_cast<int>(motion.bus_watchdog())};
}

std::array<double, 3> ReadPoint(const proto::Point& point, const std::string& path, Problems* problems) {
  problems->Require(point.has_x(), path + ".x", point.x(), -1, 1);
  problems->Require(point.has_y(), path + ".y", point.y(), -1, 1);
  problems->Require(point.has_z(), path + ".z", point.z(), -1, 1);
  return {point.x(), point.y(), point.z()};
}

SafetyLimits ReadSafety(const proto::Safety& safety, Problems* problems) {
  const auto require = [&](bool present, const char* field, double value, double minimum, double maximum) {
    problems->Require(present, std::string("safety.") + field, value, minimum, maximum);
  };
  SafetyLimits limits;
  limits.min_gripper = ReadPoint(safety.min_gripper(), "safety.min_gripper", problems);
  limits.max_gripper = ReadPoint(safety.max_gripper(), "safety.max_gripper", problems);
  for (int i = 0; i < 3; ++i) {
    if (limits.min_gripper[i] >= limits.max_gripper[i])
      problems->Add("safety.max_gripper: expected more than min_gripper in every direction");
  }
  require(safety.has_table_height(), "table_height", limits.table_height = safety.table_height(), -1, 1);
  if (limits.table_height >= limits.max_gripper[2])
    problems->Add("safety.table_height: expected less than max_gripper.z: the gripper could be nowhere");
  if (limits.table_height < limits.min_gripper[2] - kFingerReach) {
    problems->Add("safety.table_height: expected at least min_gripper.z less ", kFingerReach,
                  ", since no finger tip comes lower: it would keep nothing from the table");
  }
  require(safety.has_max_translation(), "max_translation", limits.max_translation = safety.max_translation(), 0.001,
          0.5);
  require(safety.has_max_rotation(), "max_rotation", limits.max_rotation = safety.max_rotation(), 0.001, 3.2);
  require(safety.has_joint_margin(), "joint_margin", limits.joint_margin = safety.joint_margin(), 0, 0.5);
  require(safety.has_max_velocity(), "max_velocity", limits.max_velocity = safety.max_velocity(), 0.01, 6);
  require(safety.has_max_acceleration(), "max_acceleration", limits.max_acceleration = safety.max_acceleration(), 0.01,
          100);
  require(safety.has_max_action_age(), "max_action_age", limits.max_action_age = safety.max_action_age(), 0.01, 60);
  require(safety.has_contact_seconds(), "contact_seconds", limits.contact_seconds = safety.contact_seconds(), 0, 5);
  require(safety.has_max_lag(), "max_lag", limits.max_lag = safety.max_lag(), 0.01, 3.2);
  require(safety.has_lag_seconds(), "lag_seconds", limits.lag_seconds = safety.lag_seconds(), 0.02, 5);
  require(safety.has_silence_seconds(), "silence_seconds", limits.silence_seconds = safety.silence_seconds(), 0.02, 5);
  require(safety.has_heartbeat_seconds(), "heartbeat_seconds", limits.heartbeat_seconds = safety.heartbeat_seconds(),
          0.05, 600);
  if (!safety.has_stop_file()) problems->Add("safety.stop_file is missing: name a file, or \"\" for none");
  limits.stop_file = safety.stop_file();
  // Whoever touches it in a hurry and this program may be in two folders.
  if (!limits.stop_file.empty() && limits.stop_file.front() != '/')
    problems->Add("safety.stop_file: expected a file by its whole path, found '", limits.stop_file, "'");
  return limits;
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
               joint.rest(),
               joint.start(),
               joint.max_current()};
  if (joint.has_shadow()) rig.shadow = ReadServo(joint.shadow(), path + ".shadow", ids, problems);
  if (joint.models().empty()) problems->Add(path, ".models: expected the number of a servo model, found none");
  for (const std::uint32_t model : joint.models())
    if (model > std::numeric_limits<std::uint16_t>::max()) problems->Add(path, ".models: there is no model ", model);
  problems->Require(joint.has_min_position(), path + ".min_position", joint.min_position(), 0, kEnd);
  problems->Require(joint.has_max_position(), path + ".max_position", joint.max_position(), 0, kEnd);
  problems->Require(joint.has_zero_position(), path + ".zero_position", joint.zero_position(), 0, kEnd);
  problems->Require(joint.has_rest(), path + ".rest", joint.rest(), -4, 4);
  problems->Require(joint.has_start(), path + ".start", joint.start(), -4, 4);
  problems->Require(joint.has_max_current(), path + ".max_current", joint.max_current(), 0.01, 6);
  if (joint.min_position() >= joint.max_position()) {
    problems->Add(path, ".max_position: expected more than min_position, which is ", joint.min_position(), ", found ",
                  joint.max_position());
  } else {
    RequireReachable(rig, path + ".rest", rig.rest, problems);
    RequireReachable(rig, path + ".start", rig.start, problems);
  }
  return rig;
}

Crop ReadCrop(const proto::Crop& crop, const CameraRig& camera, const std::string& path, Problems* problems) {
  problems->Require(crop.has_left(), path + ".left", crop.left(), 0, kMaxPictureSide);
  problems->Require(crop.has_top(), path + ".top", crop.top(), 0, kMaxPictureSide);
  problems->Require(crop.has_width(), path + ".width", crop.width(), kMinPictureSide, kMaxPictureSide);
  problems->Require(crop.has_height(), path + ".height", crop.height(), kMinPictureSide, kMaxPictureSide);
  const auto require_within = [&](std::uint64_t begin, std::uint64_t length, int source, const char* side) {
    if (begin + length > static_cast<std::uint64_t>(source))
      problems->Add(path, ": it ends at ", side, " ", begin + length, ", outside the source's ", source);
  };
  require_within(crop.left(), crop.width(), camera.source_width, "column");
  require_within(crop.top(), crop.height(), camera.source_height, "row");
  return {static_cast<int>(crop.left()), static_cast<int>(crop.top()), static_cast<int>(crop.width()),
          static_cast<int>(crop.height())};
}

Undistortion ReadUndistortion(const proto::Undistortion& lens, const CameraRig& camera, const std::string& path,
                              Problems* problems) {
  const auto require = [&](bool present, const char* field, double value, double minimum, double maximum) {
    problems->Require(present, path + "." + field, value, minimum, maximum);
  };
  require(lens.has_fx(), "fx", lens.fx(), 1, 1e5);
  require(lens.has_fy(), "fy", lens.fy(), 1, 1e5);
  require(lens.has_cx(), "cx", lens.cx(), 0, camera.source_width);
  require(lens.has_cy(), "cy", lens.cy(), 0, camera.source_height);
  require(lens.has_k1(), "k1", lens.k1(), -10, 10);
  require(lens.has_k2(), "k2", lens.k2(), -10, 10);
  require(lens.has_p1(), "p1", lens.p1(), -1, 1);
  require(lens.has_p2(), "p2", lens.p2(), -1, 1);
  require(lens.has_k3(), "k3", lens.k3(), -10, 10);
  return {lens.fx(), lens.fy(), lens.cx(), lens.cy(), lens.k1(), lens.k2(), lens.p1(), lens.p2(), lens.k3()};
}

ActionConvention ReadActions(proto::Actions actions, Problems* problems) {
  switch (actions) {
    case proto::ACTIONS_UNSPECIFIED:
    case proto::DELTA_END_EFFECTOR:
      return ActionConvention::kDeltaEndEffector;
    case proto::JOINT_POSITIONS:
      return ActionConvention::kJointPositions;
    default:
      problems->Add("actions: expected DELTA_END_EFFECTOR or JOINT_POSITIONS, found ", static_cast<int>(actions));
      return ActionConvention::kDeltaEndEffector;
  }
}

// Where an episode begins an action must be able to stay.
void RequireStartInRange(const Rig& rig, Problems* problems) {
  for (int i = 0; i < kArmJoints; ++i) {
    const auto [lowest, highest] = rig.JointRange(i);
    const double start = rig.joints[i].start;
    if (start < lowest || start > highest) {
      problems->Add("joints[", i, "].start: expected ", lowest, " to ", highest,
                    ", its position limits less safety.joint_margin, found ", start, ": no action could be done there");
    }
  }
}

CameraRig ReadCamera(const proto::Camera& camera, const std::string& path, std::set<std::string>* names,
                     Problems* problems) {
  if (camera.name().empty())
    problems->Add(path, ".name is missing");
  else if (!names->insert(camera.name()).second)
    problems->Add(path, ".name: '", camera.name(), "' is another camera's, too");
  const std::string& source = camera.source();
  if (source.rfind("/", 0) != 0 && source.rfind("http://", 0) != 0) {
    problems->Add(path, ".source: expected a V4L2 device or a file by its whole path, or http://HOST, found '", source,
                  "'");
  }
  const auto require_size = [&](bool present, const char* field, double value) {
    problems->Require(present, path + field, value, kMinPictureSide, kMaxPictureSide);
  };
  require_size(camera.has_source_width(), ".source_width", camera.source_width());
  require_size(camera.has_source_height(), ".source_height", camera.source_height());
  require_size(camera.has_width(), ".width", camera.width());
  require_size(camera.has_height(), ".height", camera.height());
  problems->Require(camera.has_stale_seconds(), path + ".stale_seconds", camera.stale_seconds(), 0.02, 60);
  problems->Require(camera.has_frozen_seconds(), path + ".frozen_seconds", camera.frozen_seconds(), 0.02, 600);
  CameraRig rig{camera.name(),
                camera.source(),
                static_cast<int>(camera.source_width()),
                static_cast<int>(camera.source_height()),
                static_cast<int>(camera.width()),
                static_cast<int>(camera.height()),
                {},
                {},
                camera.stale_seconds(),
                camera.frozen_seconds()};
  if (camera.has_crop()) rig.crop = ReadCrop(camera.crop(), rig, path + ".crop", problems);
  if (camera.has_undistortion())
    rig.undistortion = ReadUndistortion(camera.undistortion(), rig, path + ".undistortion", problems);
  return rig;
}

void Write(const CameraRig& camera, proto::Camera* to) {
  to->set_name(camera.name);
  to->set_source(camera.source);
  to->set_source_width(static_cast<std::uint32_t>(camera.source_width));
  to->set_source_height(static_cast<std::uint32_t>(camera.source_height));
  to->set_width(static_cast<std::uint32_t>(camera.width));
  to->set_height(static_cast<std::uint32_t>(camera.height));
  if (camera.crop) {
    to->mutable_crop()->set_left(static_cast<std::uint32_t>(camera.crop->left));
    to->mutable_crop()->set_top(static_cast<std::uint32_t>(camera.crop->top));
    to->mutable_crop()->set_width(static_cast<std::uint32_t>(camera.crop->width));
    to->mutable_crop()->set_height(static_cast<std::uint32_t>(camera.crop->height));
  }
  if (camera.undistortion) {
    proto::Undistortion* lens = to->mutable_undistortion();
    lens->set_fx(camera.undistortion->fx);
    lens->set_fy(camera.undistortion->fy);
    lens->set_cx(camera.undistortion->cx);
    lens->set_cy(camera.undistortion->cy);
    lens->set_k1(camera.undistortion->k1);
    lens->set_k2(camera.undistortion->k2);
    lens->set_p1(camera.undistortion->p1);
    lens->set_p2(camera.undistortion->p2);
    lens->set_k3(camera.undistortion->k3);
  }
  to->set_stale_seconds(camera.stale_seconds);
  to->set_frozen_seconds(camera.frozen_seconds);
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
  rig.motion = ReadMotion(message.motion(), &problems);
  rig.safety = ReadSafety(message.safety(), &problems);
  if (message.cameras_size() > kMaxCameras)
    problems.Add("cameras: expected at most ", kMaxCameras, ", found ", message.cameras_size());
  std::set<std::string> names;
  for (int i = 0; i < message.cameras_size(); ++i)
    rig.cameras.push_back(ReadCamera(message.cameras(i), "cameras[" + std::to_string(i) + "]", &names, &problems));
  rig.actions = ReadActions(message.actions(), &problems);
  problems.ThrowIfAny();
  RequireStartInRange(rig, &problems);
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
    to->set_start(joint.start);
    to->set_max_current(joint.max_current);
  }
  message.mutable_gripper()->set_horn_radius(rig.gripper.horn_radius);
  message.mutable_gripper()->set_arm_length(rig.gripper.arm_length);
  message.mutable_health()->set_min_voltage(rig.health.min_voltage);
  message.mutable_health()->set_max_voltage(rig.health.max_voltage);
  message.mutable_health()->set_max_temperature(rig.health.max_temperature);
  proto::Motion* motion = message.mutable_motion();
  motion->set_control_period_seconds(rig.motion.control_period);
  motion->set_turn_seconds(rig.motion.turn);
  motion->set_ramp_speed(rig.motion.ramp_speed);
  motion->set_profile_velocity(static_cast<std::uint32_t>(rig.motion.profile_velocity));
  motion->set_profile_acceleration(static_cast<std::uint32_t>(rig.motion.profile_acceleration));
  motion->set_bus_watchdog(static_cast<std::uint32_t>(rig.motion.bus_watchdog));
  proto::Safety* safety = message.mutable_safety();
  const auto write_point = [](const std::array<double, 3>& point, proto::Point* to) {
    to->set_x(point[0]);
    to->set_y(point[1]);
    to->set_z(point[2]);
  };
  write_point(rig.safety.min_gripper, safety->mutable_min_gripper());
  write_point(rig.safety.max_gripper, safety->mutable_max_gripper());
  safety->set_table_height(rig.safety.table_height);
  safety->set_max_translation(rig.safety.max_translation);
  safety->set_max_rotation(rig.safety.max_rotation);
  safety->set_joint_margin(rig.safety.joint_margin);
  safety->set_max_velocity(rig.safety.max_velocity);
  safety->set_max_acceleration(rig.safety.max_acceleration);
  safety->set_max_action_age(rig.safety.max_action_age);
  safety->set_contact_seconds(rig.safety.contact_seconds);
  safety->set_max_lag(rig.safety.max_lag);
  safety->set_lag_seconds(rig.safety.lag_seconds);
  safety->set_silence_seconds(rig.safety.silence_seconds);
  safety->set_heartbeat_seconds(rig.safety.heartbeat_seconds);
  safety->set_stop_file(rig.safety.stop_file);
  for (const CameraRig& camera : rig.cameras) Write(camera, message.add_cameras());
  message.set_actions(rig.actions == ActionConvention::kJointPositions ? proto::JOINT_POSITIONS
                                                                       : proto::DELTA_END_EFFECTOR);

  google::protobuf::util::JsonPrintOptions format;
  format.add_whitespace = true;
  format.preserve_proto_field_names = true;
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(message, &json, format).ok())
    throw RigError("the rig cannot be written as JSON: a name in it is no text");
  return json;
}

std::string Sha256Of(Rig rig) {
  rig.port.clear();
  rig.safety.stop_file.clear();
  for (CameraRig& camera : rig.cameras) camera.source.clear();
  const std::string json = ToJson(rig);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned int size = 0;
  if (EVP_Digest(json.data(), json.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
    throw RigError("OpenSSL offers no SHA-256");
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) {
    hex += "0123456789abcdef"[digest[i] >> 4];
    hex += "0123456789abcdef"[digest[i] & 15];
  }
  return hex;
}

}  // namespace blindvla::widowx
