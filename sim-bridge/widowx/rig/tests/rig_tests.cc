#include "widowx/rig/rig.h"

#include <gtest/gtest.h>

#include <functional>
#include <random>
#include <string>

#include "widowx/rig/action_space.h"
#include "widowx/rig/rig_file.h"

namespace blindvla::widowx::testing {
namespace {

std::string With(const std::string& what, const std::string& by) {
  std::string json = ToJson(StandardRig());
  const std::size_t at = json.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return json.replace(at, what.size(), by);
}

void ExpectProblems(const std::string& json, const std::vector<std::string>& expected) {
  try {
    ParseRig(json);
    FAIL() << "expected a RigError: " << expected.front();
  } catch (const RigError& error) {
    for (const std::string& text : expected)
      EXPECT_NE(std::string(error.what()).find(text), std::string::npos) << error.what();
  }
}

TEST(RigTest, ParseRig_WhatToJsonWrote_IsTheSame) {
  const std::string json = ToJson(StandardRig());
  EXPECT_EQ(ToJson(ParseRig(json)), json);
}

TEST(RigTest, ParseRig_ACameraWithEverything_IsTheSame) {
  Rig rig = StandardRig();
  rig.cameras.push_back({"wrist", "http://127.0.0.1:8090/wrist", 1280, 720, 256, 224, Crop{280, 20, 720, 700},
                         Undistortion{901.5, 902.5, 640.25, 359.5, -0.25, 0.125, 0.001, -0.002, 0.5}, 0.25, 1});
  const Rig parsed = ParseRig(ToJson(rig));
  EXPECT_EQ(ToJson(parsed), ToJson(rig));
  EXPECT_EQ(parsed.cameras[1].crop->height, 700);
  EXPECT_EQ(parsed.cameras[1].undistortion->k3, 0.5);
}

TEST(RigTest, ParseRig_ACameraThatCannotBe_IsRefused) {
  Rig rig = StandardRig();
  const auto expect = [&rig](const std::function<void(CameraRig*)>& change, const std::string& problem) {
    Rig wrong = rig;
    change(&wrong.cameras[0]);
    ExpectProblems(ToJson(wrong), {problem});
  };
  expect([](CameraRig* camera) { camera->name = ""; }, "cameras[0].name is missing");
  expect([](CameraRig* camera) { camera->source = "video0"; }, "cameras[0].source: expected a V4L2 device");
  expect([](CameraRig* camera) { camera->width = 7; }, "cameras[0].width: expected 8 to 4096, found 7");
  expect([](CameraRig* camera) { camera->source_height = 4097; }, "cameras[0].source_height: expected 8 to 4096");
  expect([](CameraRig* camera) { camera->stale_seconds = 0.01; }, "cameras[0].stale_seconds: expected 0.02 to 60");
  expect([](CameraRig* camera) { camera->frozen_seconds = 601; }, "cameras[0].frozen_seconds: expected 0.02 to 600");
  expect(
      [](CameraRig* camera) {
        camera->crop = Crop{1, 0, 640, 480};
      },
      "cameras[0].crop: it ends at column 641, outside the source's 640");
  expect(
      [](CameraRig* camera) {
        camera->crop = Crop{0, 100, 640, 400};
      },
      "cameras[0].crop: it ends at row 500, outside the source's 480");
  expect([](CameraRig* camera) { camera->undistortion = Undistortion{0, 600, 320, 240, 0, 0, 0, 0, 0}; },
         "cameras[0].undistortion.fx: expected 1 to 100000, found 0");
  rig.cameras.push_back(rig.cameras[0]);
  ExpectProblems(ToJson(rig), {"cameras[1].name: '3rd_view_camera' is another camera's, too"});
  rig.cameras.resize(9, rig.cameras[0]);
  ExpectProblems(ToJson(rig), {"cameras: expected at most 8, found 9"});
}

TEST(RigTest, ParseRig_ACamerasFieldThatIsMissing_HasNoDefault) {
  for (const char* field :
       {"name", "source", "source_width", "source_height", "width", "height", "stale_seconds", "frozen_seconds"}) {
    const std::string key = std::string("\"") + field + "\":";
    std::string json = ToJson(StandardRig());
    const std::size_t at = json.find(key, json.find("\"cameras\""));
    const std::size_t value = at + key.size();
    json.replace(value, json.find_first_of(",\n", value) - value, "null");
    ExpectProblems(json, {std::string("cameras[0].") + field});
  }
  Rig rig = StandardRig();
  rig.cameras[0].crop = Crop{0, 0, 640, 480};
  rig.cameras[0].undistortion = Undistortion{600, 600, 320, 240, 0, 0, 0, 0, 0.5};
  std::string json = ToJson(rig);
  json.replace(json.find("\"left\": 0"), 9, "\"left\": null");
  json.replace(json.find("\"k3\": 0.5"), 9, "\"k3\": null");
  ExpectProblems(json, {"cameras[0].crop.left is missing", "cameras[0].undistortion.k3 is missing"});
}

TEST(RigTest, ParseRig_EveryMistake_IsNamedAtOnce) {
  std::string json = With("\"max_position\": 3345", "\"max_position\": 818");
  json.replace(json.find("\"id\": 7"), 7, "\"id\": 6");
  json.replace(json.find("\"arm_length\": 0.024"), 19, "\"arm_length\": 0.014");
  ExpectProblems(json, {"joints[1].max_position", "joints[4].servo.id: 6 is another servo's", "gripper.arm_length"});
}

TEST(RigTest, ParseRig_WhatStopsNothingOrEverything_IsRefused) {
  Rig rig = StandardRig();
  rig.safety.stop_file = "stop-the-arm";
  ExpectProblems(ToJson(rig), {"safety.stop_file: expected a file by its whole path, found 'stop-the-arm'"});
  rig = StandardRig();
  rig.safety.table_height = rig.safety.max_gripper[2];
  ExpectProblems(ToJson(rig), {"safety.table_height: expected less than max_gripper.z"});
  rig.safety.table_height = -1;
  ExpectProblems(ToJson(rig), {"safety.table_height: expected at least min_gripper.z less 0.0155"});
}

TEST(RigTest, ParseRig_AFieldThatIsMissing_HasNoDefault) {
  ExpectProblems(With("\"reversed\": false", "\"reversed\": null"), {"joints[0].servo.reversed is missing"});
  ExpectProblems(With("\"min_voltage\": 10.5,", ""), {"health.min_voltage is missing"});
  ExpectProblems("{}", {"name is missing", "port.path is missing", "port.baud is missing", "joints: expected 7"});
}

TEST(RigTest, ParseRig_WhatIsUnknown_IsRefused) {
  ExpectProblems(With("\"baud\"", "\"bauds\""), {"no rig", "bauds"});
  ExpectProblems("not json", {"no rig"});
  ExpectProblems("", {"no rig"});
}

TEST(RigTest, ParseRig_NotANumber_IsRefused) {
  ExpectProblems(With("\"max_temperature\": 60", "\"max_temperature\": \"NaN\""), {"health.max_temperature"});
  ExpectProblems(With("\"rest\": 1.55", "\"rest\": \"Infinity\""), {"joints[2].rest"});
}

// A file from before there was the choice means what it meant then.
TEST(RigTest, ParseRig_Actions_AreOneOfTwoConventions) {
  EXPECT_EQ(ParseRig(With(",\n \"actions\": \"DELTA_END_EFFECTOR\"", "")).actions, ActionConvention::kDeltaEndEffector);
  const std::string joints = With("DELTA_END_EFFECTOR", "JOINT_POSITIONS");
  EXPECT_EQ(ParseRig(joints).actions, ActionConvention::kJointPositions);
  EXPECT_EQ(ToJson(ParseRig(joints)), joints);
  ExpectProblems(With("\"DELTA_END_EFFECTOR\"", "\"JOINT_VELOCITIES\""), {"no rig"});
  ExpectProblems(With("\"DELTA_END_EFFECTOR\"", "3"),
                 {"actions: expected DELTA_END_EFFECTOR or JOINT_POSITIONS, found 3"});
}

TEST(RigTest, ParseRig_StartWhereNoActionCouldBeDone_IsRefused) {
  ExpectProblems(With("\"start\": 1.3652", "\"start\": 2.14"), {"joints[4].start: expected", "joint_margin"});
}

TEST(RigTest, Sha256Of_IsOfWhatTheRigIs_AndNotOfWhereItIsPluggedIn) {
  const std::string before = Sha256Of(StandardRig());
  EXPECT_EQ(before.size(), 64u);
  Rig rig = StandardRig();
  rig.port = "/dev/ttyUSB3";
  rig.cameras[0].source = "/dev/video4";
  rig.safety.stop_file = "/tmp/stop";
  EXPECT_EQ(Sha256Of(rig), before);
  rig.safety.table_height = 0.004;
  EXPECT_NE(Sha256Of(rig), before);
}

TEST(ActionSpaceTest, ActionSpecOf_EitherConvention_SaysWhatItsNumbersAre) {
  Rig rig = StandardRig();
  EXPECT_EQ(ActionSpecOf(rig)[0].convention, "delta_xyz");
  EXPECT_EQ(HoldActionOf(rig), kHoldAction);
  rig.actions = ActionConvention::kJointPositions;
  const std::vector<ArraySpec> parts = ActionSpecOf(rig);
  ASSERT_EQ(parts.size(), 7u);
  const std::array<float, kActionLength> hold = HoldActionOf(rig);
  for (int i = 0; i < kArmJoints; ++i) {
    EXPECT_EQ(parts[i].name, rig.joints[i].name);
    EXPECT_EQ(parts[i].convention, "joint_position");
    EXPECT_EQ(parts[i].unit, "rad");
    // As a float has it, and not beyond.
    const auto [lowest, highest] = rig.JointRange(i);
    EXPECT_GE(static_cast<float>(*parts[i].minimum), lowest);
    EXPECT_NEAR(*parts[i].minimum, lowest, 1e-6);
    EXPECT_LE(static_cast<float>(*parts[i].maximum), highest);
    EXPECT_NEAR(*parts[i].maximum, highest, 1e-6);
    EXPECT_FLOAT_EQ(hold[i], static_cast<float>(rig.joints[i].start));
  }
  EXPECT_EQ(parts[6].convention, "open_positive");
  EXPECT_EQ(hold[6], 1);
}

TEST(RigTest, ParseRig_RestBeyondTheServosLimits_IsRefused) {
  ExpectProblems(With("\"rest\": -1.8", "\"rest\": -1.9"), {"joints[1].rest", "min_position"});
}

// Whatever is wrong with a file, it is refused, and the server that would have moved an arm by it does not start.
TEST(RigTest, ParseRig_20000DamagedFiles_NeitherCrashesNorTakesWhatIsImpossible) {
  const std::string json = ToJson(StandardRig());
  std::mt19937 random(1);
  int taken = 0;
  for (int file = 0; file < 20000; ++file) {
    std::string damaged = json;
    for (int damage = 1 + static_cast<int>(random() % 4); damage > 0 && !damaged.empty(); --damage) {
      const std::size_t at = random() % damaged.size();
      switch (random() % 4) {
        case 0:
          damaged[at] = static_cast<char>(random());
          break;
        case 1:
          damaged.erase(at, random() % 40);
          break;
        case 2:
          damaged.insert(at, damaged.substr(random() % damaged.size(), random() % 40));
          break;
        default:
          damaged[at] = static_cast<char>('0' + random() % 10);
      }
    }
    try {
      const Rig rig = ParseRig(damaged);
      ++taken;
      for (const JointRig& joint : rig.joints) {
        ASSERT_LT(joint.min_position, joint.max_position);
        ASSERT_GE(joint.ToTicks(joint.rest), joint.min_position);
        ASSERT_LE(joint.ToTicks(joint.rest), joint.max_position);
        ASSERT_FALSE(joint.models.empty());
      }
      ASSERT_GT(rig.gripper.arm_length, rig.gripper.horn_radius);
      ASSERT_LT(rig.health.min_voltage, rig.health.max_voltage);
      for (const CameraRig& camera : rig.cameras) {
        ASSERT_GE(camera.width, 8);
        ASSERT_LE(camera.source_height, 4096);
        ASSERT_FALSE(camera.source.empty());
      }
    } catch (const RigError&) {
    }
  }
  // Some damage leaves another rig behind.
  EXPECT_GT(taken, 0);
  EXPECT_LT(taken, 10000);
}

TEST(RigTest, ToTicks_OfWhatToRadiansSays_IsTheSame) {
  const JointRig joint = StandardRig().joints[1];
  EXPECT_EQ(joint.ToRadians(2048), 0);
  EXPECT_NEAR(joint.ToRadians(819), -1.8853, 1e-4);  // the model's limit is -1.8850
  for (int ticks = joint.min_position; ticks <= joint.max_position; ++ticks)
    ASSERT_EQ(joint.ToTicks(joint.ToRadians(ticks)), ticks);
}

TEST(GripperCrankTest, FingerPosition_OfTheMakersCrank_SpansTheFingersTravel) {
  const GripperCrank crank = StandardRig().gripper;
  EXPECT_NEAR(crank.FingerPosition(-1.5707963), 0.010, 1e-9);
  EXPECT_NEAR(crank.FingerPosition(0), 0.019494, 1e-6);  // the two at a right angle
  EXPECT_NEAR(crank.FingerPosition(1.5707963), 0.038, 1e-9);
}

TEST(GripperCrankTest, HornAngle_OverTheTravel_IsTheInverse) {
  const GripperCrank crank = StandardRig().gripper;
  for (double finger = 0.011; finger < 0.0379; finger += 0.001)
    EXPECT_NEAR(crank.FingerPosition(crank.HornAngle(finger)), finger, 1e-9);
  EXPECT_NEAR(crank.HornAngle(0.05), 1.5707963, 1e-6);
  EXPECT_NEAR(crank.HornAngle(0), -1.5707963, 1e-6);
}

}  // namespace
}  // namespace blindvla::widowx::testing
