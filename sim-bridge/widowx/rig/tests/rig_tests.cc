#include "widowx/rig/rig.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

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

TEST(RigTest, ParseRig_EveryMistake_IsNamedAtOnce) {
  std::string json = With("\"max_position\": 3345", "\"max_position\": 818");
  json.replace(json.find("\"id\": 7"), 7, "\"id\": 6");
  json.replace(json.find("\"arm_length\": 0.024"), 19, "\"arm_length\": 0.014");
  ExpectProblems(json, {"joints[1].max_position", "joints[4].servo.id: 6 is another servo's", "gripper.arm_length"});
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
