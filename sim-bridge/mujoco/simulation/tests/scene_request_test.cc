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

void AddMove(const std::string& object, int step, bridge::Scene* scene) {
  bridge::Event* event = scene->add_events();
  event->set_step(step);
  event->mutable_move_object()->set_object(object);
  *event->mutable_move_object()->mutable_pose() = scene->objects(0).pose();
}

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
      {"ScaleOfZero", [](bridge::Scene* s) { s->mutable_objects(0)->set_scale(0); }, "scene.objects[0].scale",
       "expected a scale within 0.2 to 5, found 0"},
      {"NonFiniteMassFactor", [](bridge::Scene* s) { s->mutable_objects(1)->set_mass_factor(kNan); },
       "scene.objects[1].mass_factor", "nan"},
      {"NegativeMassFactor", [](bridge::Scene* s) { s->mutable_objects(1)->set_mass_factor(-1); },
       "scene.objects[1].mass_factor", "0.02 to 50"},
      {"FrictionFactorOfZero", [](bridge::Scene* s) { s->mutable_objects(0)->set_friction_factor(0); },
       "scene.objects[0].friction_factor", "0.01 to 10"},
      {"ObjectColorAboveOne", [](bridge::Scene* s) { s->mutable_objects(0)->mutable_color_factor()->set_green(1.1); },
       "scene.objects[0].color_factor.green", "0 to 1, found 1.1"},
      {"ScaledIntoTheTable",
       [](bridge::Scene* s) {
         s->mutable_objects(0)->mutable_pose()->mutable_position()->set_z(0.89);
         s->mutable_objects(0)->set_scale(3);
       },
       "scene.objects[0].pose.position.z", "above the table"},
      {"UnknownTexture", [](bridge::Scene* s) { s->mutable_overlay()->set_texture("cheks"); }, "scene.overlay.texture",
       "did you mean 'checks'?"},
      {"OverlayWithoutRegion", [](bridge::Scene* s) { s->mutable_overlay()->set_texture("red"); },
       "scene.overlay.region", "REGION_FOREGROUND or REGION_WHOLE_IMAGE, found 0"},
      {"OverlayTooStrong",
       [](bridge::Scene* s) {
         s->mutable_overlay()->set_texture("red");
         s->mutable_overlay()->set_region(bridge::TextureOverlay::REGION_FOREGROUND);
         s->mutable_overlay()->set_strength(1.5);
       },
       "scene.overlay.strength", "0 to 1, found 1.5"},
      {"CameraTooFar", [](bridge::Scene* s) { s->mutable_camera()->mutable_translation()->set_y(0.3); },
       "scene.camera.translation", "at most 0.2 m, found 0.3"},
      {"NonFiniteCamera", [](bridge::Scene* s) { s->mutable_camera()->mutable_translation()->set_z(kNan); },
       "scene.camera.translation.z", "nan"},
      {"CameraTurnedTooFar",
       [](bridge::Scene* s) {
         s->mutable_camera()->mutable_rotation()->set_w(std::sqrt(0.5));
         s->mutable_camera()->mutable_rotation()->set_x(std::sqrt(0.5));
       },
       "scene.camera.rotation", "found 1.57"},
      {"CameraRotationNotUnit", [](bridge::Scene* s) { s->mutable_camera()->mutable_rotation()->set_w(0.5); },
       "scene.camera.rotation", "unit quaternion, found one of length 0.5"},
      {"FieldOfViewTooWide", [](bridge::Scene* s) { s->mutable_camera()->set_field_of_view_factor(3); },
       "scene.camera.field_of_view_factor", "0.5 to 2, found 3"},
      {"LightRotationNotUnit", [](bridge::Scene* s) { s->mutable_lighting()->mutable_rotation(); },
       "scene.lighting.rotation", "length 0"},
      {"NegativeLight", [](bridge::Scene* s) { s->mutable_lighting()->mutable_color_factor()->set_red(-0.1); },
       "scene.lighting.color_factor.red", "found -0.1"},
      {"BlurTooWide", [](bridge::Scene* s) { s->mutable_sensor()->set_blur_sigma(0.2); }, "scene.sensor.blur_sigma",
       "0 to 0.03, found 0.2"},
      {"NonFiniteNoise", [](bridge::Scene* s) { s->mutable_sensor()->set_noise_sigma(kNan); },
       "scene.sensor.noise_sigma", "nan"},
      {"JpegQualityTooHigh", [](bridge::Scene* s) { s->mutable_sensor()->set_jpeg_quality(101); },
       "scene.sensor.jpeg_quality", "1 to 100, or 0 for no compression, found 101"},
      {"EventWithoutKind", [](bridge::Scene* s) { s->add_events(); }, "scene.events[0]", "move_object"},
      {"EventsOutOfOrder",
       [](bridge::Scene* s) {
         AddMove("source", 5, s);
         AddMove("source", 4, s);
       },
       "scene.events[1].step", "ordered by step, found 4 after 5"},
      {"EventOfUnknownObject", [](bridge::Scene* s) { AddMove("sourc", 5, s); }, "scene.events[0].move_object.object",
       "did you mean 'source'?"},
      {"EventWithoutPose",
       [](bridge::Scene* s) {
         AddMove("source", 5, s);
         s->mutable_events(0)->mutable_move_object()->clear_pose();
       },
       "scene.events[0].move_object.pose", "position and an orientation"},
      {"EventIntoTheTable",
       [](bridge::Scene* s) {
         AddMove("source", 5, s);
         s->mutable_events(0)->mutable_move_object()->mutable_pose()->mutable_position()->set_z(0.5);
       },
       "scene.events[0].move_object.pose.position.z", "above the table"},
      {"EventSettlesForEver",
       [](bridge::Scene* s) {
         AddMove("source", 5, s);
         s->mutable_events(0)->mutable_move_object()->set_settle_substeps(100000);
       },
       "scene.events[0].move_object.settle_substeps", "at most 5000 substeps, found 100000"},
      {"TooManyEvents",
       [](bridge::Scene* s) {
         for (int i = 0; i < 65; ++i) AddMove("source", 5, s);
       },
       "scene.events", "at most 64 events, found 65"},
      {"LatencyTooLong", [](bridge::Scene* s) { s->set_action_latency_steps(101); }, "scene.action_latency_steps",
       "at most 100 steps, found 101"},
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

using Change = std::function<void(bridge::Scene*, double)>;

// A declared bound, how far beyond it is surely outside, and what sets the number that it bounds.
struct Bound {
  double value;
  double beyond;
  Change change;
};

void AddBounds(const bridge::Interval& interval, const Change& change, std::vector<Bound>* bounds) {
  bounds->push_back({interval.minimum(), -1e-6, change});
  bounds->push_back({interval.maximum(), 1e-6, change});
}

std::vector<Bound> DeclaredBounds() {
  const bridge::SceneLimits limits = LimitsOfScenes(*Compiler()->Compile({}));
  std::vector<Bound> bounds;
  AddBounds(
      limits.mass_factor(), [](auto* s, double v) { s->mutable_objects(0)->set_mass_factor(v); }, &bounds);
  AddBounds(
      limits.friction_factor(), [](auto* s, double v) { s->mutable_objects(0)->set_friction_factor(v); }, &bounds);
  AddBounds(
      limits.scale(),
      [](auto* s, double v) {
        s->mutable_objects(0)->set_scale(v);
        s->mutable_objects(0)->mutable_pose()->mutable_position()->set_z(1.5);
      },
      &bounds);
  for (int i = 0; i < kArmJoints; ++i) {
    AddBounds(
        limits.arm_joint_positions(i), [i](auto* s, double v) { s->set_arm_joint_positions(i, v); }, &bounds);
  }
  AddBounds(
      limits.finger_position(), [](auto* s, double v) { s->set_finger_position(v); }, &bounds);
  AddBounds(
      limits.field_of_view_factor(), [](auto* s, double v) { s->mutable_camera()->set_field_of_view_factor(v); },
      &bounds);
  const auto add = [&](double maximum, double beyond, const Change& change) {
    bounds.push_back({maximum, beyond, change});
  };
  add(limits.max_camera_translation(), 1e-6,
      [](auto* s, double v) { s->mutable_camera()->mutable_translation()->set_y(v); });
  add(limits.max_camera_rotation() - 1e-9, 1e-6, [](auto* s, double v) {
    s->mutable_camera()->mutable_rotation()->set_w(std::cos(v / 2));
    s->mutable_camera()->mutable_rotation()->set_x(std::sin(v / 2));
  });
  add(limits.max_light_factor(), 1e-6,
      [](auto* s, double v) { s->mutable_lighting()->mutable_color_factor()->set_red(v); });
  add(limits.max_blur_sigma(), 1e-6, [](auto* s, double v) { s->mutable_sensor()->set_blur_sigma(v); });
  add(limits.max_noise_sigma(), 1e-6, [](auto* s, double v) { s->mutable_sensor()->set_noise_sigma(v); });
  add(limits.max_jpeg_quality(), 1,
      [](auto* s, double v) { s->mutable_sensor()->set_jpeg_quality(static_cast<uint32_t>(v)); });
  add(limits.max_events(), 1, [](auto* s, double v) {
    for (int i = 0; i < v; ++i) AddMove("source", 5, s);
  });
  add(limits.max_settle_substeps(), 1, [](auto* s, double v) {
    AddMove("source", 5, s);
    s->mutable_events(0)->mutable_move_object()->set_settle_substeps(static_cast<uint32_t>(v));
  });
  add(limits.max_action_latency_steps(), 1,
      [](auto* s, double v) { s->set_action_latency_steps(static_cast<uint32_t>(v)); });
  add(limits.max_objects(), 1, [](auto* s, double v) {
    while (s->objects_size() < v) {
      bridge::ObjectPlacement* object = s->add_objects();
      *object = s->objects(0);
      object->set_id("more_" + std::to_string(s->objects_size()));
    }
  });
  return bounds;
}

TEST(SceneRequestTest, DeclaredBounds_AreThoseThatAResetEnforces) {
  const std::vector<Bound> bounds = DeclaredBounds();
  for (size_t i = 0; i < bounds.size(); ++i) {
    SCOPED_TRACE("bound " + std::to_string(i) + ": " + std::to_string(bounds[i].value));
    const auto check = [&](double value) {
      bridge::Scene scene = PutOnPlate("carrot", {-0.2, 0}, {-0.1, 0});
      bounds[i].change(&scene, value);
      CheckScene(scene, *Assets());
      std::vector<PlacedAsset> placed;
      for (const bridge::ObjectPlacement& object : scene.objects())
        placed.push_back({object.id(), object.asset(), object.has_scale() ? object.scale() : 1});
      CheckFits(scene, *Compiler()->Compile(placed));
    };

    EXPECT_NO_THROW(check(bounds[i].value));
    EXPECT_THROW(check(bounds[i].value + bounds[i].beyond), InvalidRequest);
  }
}

TEST(SceneRequestTest, DeclaredBounds_CoverEveryFieldOfTheMessage) {
  const bridge::SceneLimits limits = LimitsOfScenes(*Compiler()->Compile({}));
  const auto* descriptor = bridge::SceneLimits::descriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const auto* field = descriptor->field(i);
    EXPECT_TRUE(field->is_repeated() ? limits.GetReflection()->FieldSize(limits, field) == kArmJoints
                                     : limits.GetReflection()->HasField(limits, field))
        << field->name();
  }
}

TEST(SceneRequestTest, Reset_BadSceneFirst_LeavesTheSimulationWithoutOne) {
  Simulation simulation(Compiler());
  EXPECT_THROW(simulation.Reset(bridge::Scene()), InvalidRequest);
  EXPECT_FALSE(simulation.has_scene());
}

}  // namespace
}  // namespace blindvla::testing
