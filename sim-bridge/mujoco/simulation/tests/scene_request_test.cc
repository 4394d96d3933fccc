#include "simulation/scene_request.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "simulation/errors.h"
#include "simulation/tests/test_scene.h"

namespace blindvla::testing {
namespace {

struct BadScene {
  const char* name;
  std::function<void(bridge::Scene*)> spoil;
  const char* field;
  const char* message;  // a part of it
};

std::vector<BadScene> BadScenes() {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  return {
      {"NoTable", [](bridge::Scene* s) { s->clear_table(); }, "scene.table", "there is wood"},
      {"UnknownTable", [](bridge::Scene* s) { s->set_table("wod"); }, "scene.table", "did you mean 'wood'?"},
      {"UnknownAsset", [](bridge::Scene* s) { s->mutable_objects(1)->set_asset("plte"); }, "scene.objects[1].asset",
       "did you mean 'plate'?"},
      {"EmptyId", [](bridge::Scene* s) { s->mutable_objects(0)->clear_id(); }, "scene.objects[0].id", "found ''"},
      {"IdWithSlash", [](bridge::Scene* s) { s->mutable_objects(0)->set_id("a/b"); }, "scene.objects[0].id",
       "found 'a/b'"},
      {"DuplicateId", [](bridge::Scene* s) { s->mutable_objects(1)->set_id("source"); }, "scene.objects[1].id",
       "scene.objects[0]"},
      {"NoPose", [](bridge::Scene* s) { s->mutable_objects(0)->clear_pose(); }, "scene.objects[0].pose",
       "position and an orientation"},
      {"NoOrientation", [](bridge::Scene* s) { s->mutable_objects(0)->mutable_pose()->clear_orientation(); },
       "scene.objects[0].pose", "orientation"},
      {"NonUnitQuaternion",
       [](bridge::Scene* s) { s->mutable_objects(0)->mutable_pose()->mutable_orientation()->set_x(1); },
       "scene.objects[0].pose.orientation", "length 1.41"},
      {"NonFinitePosition",
       [](bridge::Scene* s) { s->mutable_objects(1)->mutable_pose()->mutable_position()->set_y(kNan); },
       "scene.objects[1].pose.position.y", "nan"},
      {"NonFiniteQuaternion",
       [](bridge::Scene* s) { s->mutable_objects(1)->mutable_pose()->mutable_orientation()->set_w(kNan); },
       "scene.objects[1].pose.orientation.w", "nan"},
      {"BelowTheTable", [](bridge::Scene* s) { s->mutable_objects(0)->mutable_pose()->mutable_position()->set_z(0.5); },
       "scene.objects[0].pose.position.z", "above the table"},
      {"TooFewJoints", [](bridge::Scene* s) { s->mutable_arm_joint_positions()->RemoveLast(); },
       "scene.arm_joint_positions", "expected 6 joint positions, waist to wrist_rotate, found 5"},
      {"JointOutOfLimits", [](bridge::Scene* s) { s->set_arm_joint_positions(2, 1.7); }, "scene.arm_joint_positions[2]",
       "expected elbow within -2.14675 to 1.6057 rad, found 1.7"},
      {"NonFiniteJoint", [](bridge::Scene* s) { s->set_arm_joint_positions(0, kNan); }, "scene.arm_joint_positions[0]",
       "nan"},
      {"FingerOutOfLimits", [](bridge::Scene* s) { s->set_finger_position(0.05); }, "scene.finger_position",
       "0.015 to 0.037 m"},
      {"NoGoal", [](bridge::Scene* s) { s->clear_goal(); }, "scene.goal", "put_on"},
      {"UnknownGoalObject", [](bridge::Scene* s) { s->mutable_goal()->mutable_put_on()->set_object("sourc"); },
       "scene.goal.put_on.object", "did you mean 'source'?"},
      {"UnknownGoalReceptacle", [](bridge::Scene* s) { s->mutable_goal()->mutable_put_on()->set_receptacle("x"); },
       "scene.goal.put_on.receptacle", "found 'x'"},
      {"GoalOnItself", [](bridge::Scene* s) { s->mutable_goal()->mutable_put_on()->set_receptacle("source"); },
       "scene.goal.put_on.receptacle", "another object"},
      {"TooManyObjects",
       [](bridge::Scene* s) {
         while (s->objects_size() <= kMaxObjects) *s->add_objects() = s->objects(0);
       },
       "scene.objects", "at most 12 objects, found 13"},
  };
}

class BadSceneTest : public ::testing::TestWithParam<BadScene> {};

TEST_P(BadSceneTest, Reset_IsRefusedByFieldAndTheEpisodeGoesOnUnharmed) {
  const bridge::Scene good = PutOnPlate("carrot", {-0.2, 0}, {-0.1, 0});
  bridge::Scene bad = good;
  GetParam().spoil(&bad);
  Simulation disturbed(Compiler()), undisturbed(Compiler());
  disturbed.Reset(good);
  undisturbed.Reset(good);
  const std::array<float, kActionLength> action = {0.01f, 0, -0.02f, 0, 0, 0.1f, -1};
  disturbed.Step(action);
  undisturbed.Step(action);

  try {
    disturbed.Reset(bad);
    FAIL() << "expected an InvalidRequest";
  } catch (const InvalidRequest& error) {
    EXPECT_EQ(error.field(), GetParam().field);
    EXPECT_NE(std::string(error.what()).find(GetParam().message), std::string::npos) << error.what();
  }

  disturbed.Step(action);
  undisturbed.Step(action);
  EXPECT_EQ(Positions(disturbed), Positions(undisturbed));
  EXPECT_EQ(disturbed.table(), "wood");
}

INSTANTIATE_TEST_SUITE_P(Scenes, BadSceneTest, ::testing::ValuesIn(BadScenes()),
                         [](const auto& test) { return test.param.name; });

TEST(SceneRequestTest, Reset_BadSceneFirst_LeavesTheSimulationWithoutOne) {
  Simulation simulation(Compiler());
  EXPECT_THROW(simulation.Reset(bridge::Scene()), InvalidRequest);
  EXPECT_FALSE(simulation.has_scene());
}

}  // namespace
}  // namespace blindvla::testing
