#include "server/scene_mapping.h"

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <ostream>
#include <string>
#include <variant>
#include <vector>

#include "server/tests/test_workcell.h"
#include "simulation/errors.h"

namespace blindvla {
namespace {

struct Incomplete {
  const char* name;
  std::function<void(bridge::Scene*)> spoil;
  const char* field;
  const char* message;  // a part of it
};

bridge::MoveObject* AddMove(bridge::Scene* scene) {
  bridge::MoveObject* move = scene->add_events()->mutable_move_object();
  move->set_object("source");
  *move->mutable_pose() = scene->objects(0).pose();
  return move;
}

std::vector<Incomplete> IncompleteScenes() {
  return {
      {"NoPose", [](bridge::Scene* s) { s->mutable_objects(0)->clear_pose(); }, "scene.objects[0].pose",
       "position and an orientation"},
      {"NoOrientation", [](bridge::Scene* s) { s->mutable_objects(0)->mutable_pose()->clear_orientation(); },
       "scene.objects[0].pose", "orientation"},
      {"TooFewJoints", [](bridge::Scene* s) { s->mutable_arm_joint_positions()->RemoveLast(); },
       "scene.arm_joint_positions", "expected 6 joint positions, waist to wrist_rotate, found 5"},
      {"NoGoal", [](bridge::Scene* s) { s->clear_goal(); }, "scene.goal", "put_on"},
      {"EventWithoutKind", [](bridge::Scene* s) { s->add_events(); }, "scene.events[0]", "move_object"},
      {"EventWithoutPose", [](bridge::Scene* s) { AddMove(s)->clear_pose(); }, "scene.events[0].move_object.pose",
       "position and an orientation"},
  };
}

class IncompleteSceneTest : public testing::TestWithParam<Incomplete> {};

TEST_P(IncompleteSceneTest, ToScene_IsRefusedByField) {
  bridge::Scene message = TestWorkcell::Scene();
  GetParam().spoil(&message);
  try {
    ToScene(message);
    FAIL() << "expected an InvalidRequest";
  } catch (const InvalidRequest& error) {
    EXPECT_EQ(error.field(), GetParam().field);
    EXPECT_NE(std::string(error.what()).find(GetParam().message), std::string::npos) << error.what();
  }
}

void PrintTo(const Incomplete& scene, std::ostream* stream) { *stream << scene.name; }

INSTANTIATE_TEST_SUITE_P(Scenes, IncompleteSceneTest, testing::ValuesIn(IncompleteScenes()),
                         [](const auto& test) { return test.param.name; });

TEST(SceneMappingTest, ToScene_WithoutChanges_LeavesThemOut) {
  const Scene scene = ToScene(TestWorkcell::Scene());

  EXPECT_EQ(scene.table, "blue");
  ASSERT_EQ(scene.objects.size(), 2u);
  EXPECT_EQ(scene.objects[1].id, "receptacle");
  EXPECT_EQ(scene.objects[1].asset, "plate");
  EXPECT_EQ(scene.objects[1].pose.position, (std::array<double, 3>{-0.18, 0.09, 0.88}));
  EXPECT_EQ(scene.objects[1].pose.quaternion, (Quaternion{1, 0, 0, 0}));
  EXPECT_EQ(scene.objects[1].scale, 1);
  EXPECT_FALSE(scene.objects[1].mass_factor || scene.objects[1].friction_factor || scene.objects[1].color_factor);
  EXPECT_EQ(scene.arm_joint_positions[4], 1.36524296);
  EXPECT_EQ(scene.finger_position, 0.037);
  EXPECT_EQ(std::get<PutOn>(scene.goal).object, "source");
  EXPECT_EQ(std::get<PutOn>(scene.goal).receptacle, "receptacle");
  EXPECT_FALSE(scene.overlay || scene.camera || scene.lighting || scene.sensor);
  EXPECT_TRUE(scene.events.empty());
  EXPECT_EQ(scene.action_latency_steps, 0u);
}

TEST(SceneMappingTest, ToScene_EveryChange_ArrivesWhereItBelongs) {
  bridge::Scene message = TestWorkcell::Scene();
  bridge::ObjectPlacement* object = message.mutable_objects(0);
  object->set_scale(1.5);
  object->set_mass_factor(2);
  object->set_friction_factor(0.5);
  object->mutable_color_factor()->set_green(0.25);
  message.mutable_overlay()->set_texture("stripes");
  message.mutable_overlay()->set_region(bridge::TextureOverlay::REGION_WHOLE_IMAGE);
  message.mutable_overlay()->set_strength(0.3);
  message.mutable_camera()->mutable_translation()->set_y(0.1);
  message.mutable_camera()->mutable_rotation()->set_z(1);
  message.mutable_camera()->set_field_of_view_factor(1.2);
  message.mutable_lighting()->mutable_rotation()->set_x(1);
  message.mutable_lighting()->mutable_color_factor()->set_blue(0.75);
  message.mutable_sensor()->set_blur_sigma(0.01);
  message.mutable_sensor()->set_noise_sigma(10);
  message.mutable_sensor()->set_noise_seed(11);
  message.mutable_sensor()->set_jpeg_quality(12);
  AddMove(&message)->set_settle_substeps(50);
  message.mutable_events(0)->set_step(7);
  message.set_action_latency_steps(3);
  (*message.mutable_factors())["gravity"] = 0.5;

  const Scene scene = ToScene(message);

  EXPECT_EQ(scene.objects[0].scale, 1.5);
  EXPECT_EQ(scene.objects[0].mass_factor, 2);
  EXPECT_EQ(scene.objects[0].friction_factor, 0.5);
  EXPECT_EQ(scene.objects[0].color_factor, (Color{0, 0.25, 0}));
  ASSERT_TRUE(scene.overlay && scene.camera && scene.lighting && scene.sensor);
  EXPECT_EQ(scene.overlay->texture, "stripes");
  EXPECT_EQ(scene.overlay->region, Overlay::Region::kWholeImage);
  EXPECT_EQ(scene.overlay->strength, 0.3);
  EXPECT_EQ(scene.camera->translation, (std::array<double, 3>{0, 0.1, 0}));
  EXPECT_EQ(scene.camera->rotation, (Quaternion{0, 0, 0, 1}));
  EXPECT_EQ(scene.camera->field_of_view_factor, 1.2);
  EXPECT_EQ(scene.lighting->rotation, (Quaternion{0, 1, 0, 0}));
  EXPECT_EQ(scene.lighting->color_factor, (Color{0, 0, 0.75}));
  EXPECT_EQ(scene.sensor->blur_sigma, 0.01);
  EXPECT_EQ(scene.sensor->noise_sigma, 10);
  EXPECT_EQ(scene.sensor->noise_seed, 11u);
  EXPECT_EQ(scene.sensor->jpeg_quality, 12u);
  ASSERT_EQ(scene.events.size(), 1u);
  EXPECT_EQ(scene.events[0].step, 7u);
  EXPECT_EQ(scene.events[0].object, "source");
  EXPECT_EQ(scene.events[0].pose.position, scene.objects[0].pose.position);
  EXPECT_EQ(scene.events[0].settle_substeps, 50u);
  EXPECT_EQ(scene.action_latency_steps, 3u);
  EXPECT_EQ(scene.factors, (std::map<std::string, double>{{"gravity", 0.5}}));
}

TEST(SceneMappingTest, Limits_CoverEveryFieldOfTheMessage) {
  const TestWorkcell workcell;
  const bridge::SceneLimits limits = ToMessage(LimitsOfScenes(*workcell.get().compiler->Compile({})));
  const auto* descriptor = bridge::SceneLimits::descriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const auto* field = descriptor->field(i);
    EXPECT_TRUE(field->is_repeated() ? limits.GetReflection()->FieldSize(limits, field) > 0
                                     : limits.GetReflection()->HasField(limits, field))
        << field->name();
  }
  EXPECT_EQ(limits.arm_joint_positions_size(), kArmJoints);
}

}  // namespace
}  // namespace blindvla
