#include "simulation/scene_request.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>

#include "simulation/errors.h"
#include "simulation/tests/test_scene.h"

namespace blindvla::testing {
namespace {

struct BadScene {
  const char* name;
  std::function<void(Scene*)> spoil;
  const char* field;
  const char* message;  // a part of it
};

void AddMove(const std::string& object, std::uint32_t step, Scene* scene) {
  scene->events.push_back({step, object, scene->objects[0].pose, 0});
}

std::vector<BadScene> BadScenes() {
  static constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  return {
      {"UnknownFactor", [](Scene* s) { s->factors["gravty"] = 1; }, "scene.factors.gravty", "did you mean 'gravity'?"},
      {"FactorTooLarge", [](Scene* s) { s->factors["gravity"] = 2.1; }, "scene.factors.gravity", "within 0.1 to 2"},
      {"NonFiniteFactor", [](Scene* s) { s->factors["gravity"] = kNan; }, "scene.factors.gravity", "nan"},
      {"NoTable", [](Scene* s) { s->table.clear(); }, "scene.table", "there is wood"},
      {"UnknownTable", [](Scene* s) { s->table = "wod"; }, "scene.table", "did you mean 'wood'?"},
      {"UnknownAsset", [](Scene* s) { s->objects[1].asset = "plte"; }, "scene.objects[1].asset",
       "did you mean 'plate'?"},
      {"EmptyId", [](Scene* s) { s->objects[0].id.clear(); }, "scene.objects[0].id", "found ''"},
      {"IdWithSlash", [](Scene* s) { s->objects[0].id = "a/b"; }, "scene.objects[0].id", "found 'a/b'"},
      {"DuplicateId", [](Scene* s) { s->objects[1].id = "source"; }, "scene.objects[1].id", "scene.objects[0]"},
      {"NonUnitQuaternion", [](Scene* s) { s->objects[0].pose.quaternion[1] = 1; }, "scene.objects[0].pose.orientation",
       "length 1.41"},
      {"NonFinitePosition", [](Scene* s) { s->objects[1].pose.position[1] = kNan; }, "scene.objects[1].pose.position.y",
       "nan"},
      {"NonFiniteQuaternion", [](Scene* s) { s->objects[1].pose.quaternion[0] = kNan; },
       "scene.objects[1].pose.orientation.w", "nan"},
      {"BelowTheTable", [](Scene* s) { s->objects[0].pose.position[2] = 0.5; }, "scene.objects[0].pose.position.z",
       "above the table"},
      {"JointOutOfLimits", [](Scene* s) { s->arm_joint_positions[2] = 1.7; }, "scene.arm_joint_positions[2]",
       "expected elbow within -2.14675 to 1.6057 rad, found 1.7"},
      {"NonFiniteJoint", [](Scene* s) { s->arm_joint_positions[0] = kNan; }, "scene.arm_joint_positions[0]", "nan"},
      {"FingerOutOfLimits", [](Scene* s) { s->finger_position = 0.05; }, "scene.finger_position", "0.015 to 0.037 m"},
      {"UnknownGoalObject",
       [](Scene* s) {
         s->goal = PutOn{"sourc", "receptacle"};
       },
       "scene.goal.put_on.object", "did you mean 'source'?"},
      {"UnknownGoalReceptacle",
       [](Scene* s) {
         s->goal = PutOn{"source", "x"};
       },
       "scene.goal.put_on.receptacle", "found 'x'"},
      {"GoalOnItself",
       [](Scene* s) {
         s->goal = PutOn{"source", "source"};
       },
       "scene.goal.put_on.receptacle", "another object"},
      {"TooManyObjects",
       [](Scene* s) {
         while (s->objects.size() <= kMaxObjects) s->objects.push_back(ObjectPlacement(s->objects[0]));
       },
       "scene.objects", "at most 12 objects, found 13"},
      {"ScaleOfZero", [](Scene* s) { s->objects[0].scale = 0; }, "scene.objects[0].scale",
       "expected a scale within 0.2 to 5, found 0"},
      {"NonFiniteMassFactor", [](Scene* s) { s->objects[1].mass_factor = kNan; }, "scene.objects[1].mass_factor",
       "nan"},
      {"NegativeMassFactor", [](Scene* s) { s->objects[1].mass_factor = -1; }, "scene.objects[1].mass_factor",
       "0.02 to 50"},
      {"FrictionFactorOfZero", [](Scene* s) { s->objects[0].friction_factor = 0; }, "scene.objects[0].friction_factor",
       "0.01 to 10"},
      {"ObjectColorAboveOne",
       [](Scene* s) {
         s->objects[0].color_factor = Color{1, 1.1, 1};
       },
       "scene.objects[0].color_factor.green", "0 to 1, found 1.1"},
      {"ScaledIntoTheTable",
       [](Scene* s) {
         s->objects[0].pose.position[2] = 0.89;
         s->objects[0].scale = 3;
       },
       "scene.objects[0].pose.position.z", "above the table"},
      {"UnknownTexture",
       [](Scene* s) {
         s->overlay = Overlay{"cheks", {}, 0};
       },
       "scene.overlay.texture", "did you mean 'checks'?"},
      {"OverlayWithoutRegion",
       [](Scene* s) {
         s->overlay = Overlay{"red", {}, 0};
       },
       "scene.overlay.region", "REGION_FOREGROUND or REGION_WHOLE_IMAGE, found 0"},
      {"OverlayTooStrong",
       [](Scene* s) {
         s->overlay = Overlay{"red", Overlay::Region::kForeground, 1.5};
       },
       "scene.overlay.strength", "0 to 1, found 1.5"},
      {"CameraTooFar", [](Scene* s) { s->camera.emplace().translation[1] = 0.3; }, "scene.camera.translation",
       "at most 0.2 m, found 0.3"},
      {"NonFiniteCamera", [](Scene* s) { s->camera.emplace().translation[2] = kNan; }, "scene.camera.translation.z",
       "nan"},
      {"CameraTurnedTooFar",
       [](Scene* s) {
         s->camera.emplace().rotation = Quaternion{std::sqrt(0.5), std::sqrt(0.5), 0, 0};
       },
       "scene.camera.rotation", "found 1.57"},
      {"CameraRotationNotUnit",
       [](Scene* s) {
         s->camera.emplace().rotation = Quaternion{0.5, 0, 0, 0};
       },
       "scene.camera.rotation", "unit quaternion, found one of length 0.5"},
      {"FieldOfViewTooWide", [](Scene* s) { s->camera.emplace().field_of_view_factor = 3; },
       "scene.camera.field_of_view_factor", "0.5 to 2, found 3"},
      {"LightRotationNotUnit", [](Scene* s) { s->lighting.emplace().rotation = Quaternion{}; },
       "scene.lighting.rotation", "length 0"},
      {"NegativeLight",
       [](Scene* s) {
         s->lighting.emplace().color_factor = Color{-0.1, 0, 0};
       },
       "scene.lighting.color_factor.red", "found -0.1"},
      {"BlurTooWide", [](Scene* s) { s->sensor.emplace().blur_sigma = 0.2; }, "scene.sensor.blur_sigma",
       "0 to 0.03, found 0.2"},
      {"NonFiniteNoise", [](Scene* s) { s->sensor.emplace().noise_sigma = kNan; }, "scene.sensor.noise_sigma", "nan"},
      {"JpegQualityTooHigh", [](Scene* s) { s->sensor.emplace().jpeg_quality = 101; }, "scene.sensor.jpeg_quality",
       "1 to 100, or 0 for no compression, found 101"},
      {"EventsOutOfOrder",
       [](Scene* s) {
         AddMove("source", 5, s);
         AddMove("source", 4, s);
       },
       "scene.events[1].step", "ordered by step, found 4 after 5"},
      {"EventOfUnknownObject", [](Scene* s) { AddMove("sourc", 5, s); }, "scene.events[0].move_object.object",
       "did you mean 'source'?"},
      {"EventIntoTheTable",
       [](Scene* s) {
         AddMove("source", 5, s);
         s->events[0].pose.position[2] = 0.5;
       },
       "scene.events[0].move_object.pose.position.z", "above the table"},
      {"EventSettlesForEver",
       [](Scene* s) {
         AddMove("source", 5, s);
         s->events[0].settle_substeps = 100000;
       },
       "scene.events[0].move_object.settle_substeps", "at most 5000 substeps, found 100000"},
      {"TooManyEvents",
       [](Scene* s) {
         for (int i = 0; i < 65; ++i) AddMove("source", 5, s);
       },
       "scene.events", "at most 64 events, found 65"},
      {"LatencyTooLong", [](Scene* s) { s->action_latency_steps = 101; }, "scene.action_latency_steps",
       "at most 100 steps, found 101"},
  };
}

class BadSceneTest : public ::testing::TestWithParam<BadScene> {};

TEST_P(BadSceneTest, Reset_IsRefusedByFieldAndTheEpisodeGoesOnUnharmed) {
  const Scene good = PutOnPlate("carrot", {-0.2, 0}, {-0.1, 0});
  Scene bad = good;
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

using Change = std::function<void(Scene*, double)>;

// A declared bound, how far beyond it is surely outside, and what sets the number that it bounds.
struct Bound {
  double value;
  double beyond;
  Change change;
};

void AddBounds(const Interval& interval, const Change& change, std::vector<Bound>* bounds) {
  bounds->push_back({interval.minimum, -1e-6, change});
  bounds->push_back({interval.maximum, 1e-6, change});
}

std::vector<Bound> DeclaredBounds() {
  const SceneLimits limits = LimitsOfScenes(*Compiler()->Compile({}));
  std::vector<Bound> bounds;
  AddBounds(
      limits.mass_factor, [](auto* s, double v) { s->objects[0].mass_factor = v; }, &bounds);
  AddBounds(
      limits.friction_factor, [](auto* s, double v) { s->objects[0].friction_factor = v; }, &bounds);
  AddBounds(
      limits.scale,
      [](auto* s, double v) {
        s->objects[0].scale = v;
        s->objects[0].pose.position[2] = 1.5;
      },
      &bounds);
  for (int i = 0; i < kArmJoints; ++i) {
    AddBounds(
        limits.arm_joint_positions[i], [i](auto* s, double v) { s->arm_joint_positions[i] = v; }, &bounds);
  }
  AddBounds(
      limits.finger_position, [](auto* s, double v) { s->finger_position = v; }, &bounds);
  AddBounds(
      limits.field_of_view_factor, [](auto* s, double v) { s->camera.emplace().field_of_view_factor = v; }, &bounds);
  const auto add = [&](double maximum, double beyond, const Change& change) {
    bounds.push_back({maximum, beyond, change});
  };
  add(limits.max_camera_translation, 1e-6, [](auto* s, double v) { s->camera.emplace().translation[1] = v; });
  add(limits.max_camera_rotation - 1e-9, 1e-6, [](auto* s, double v) {
    s->camera.emplace().rotation = Quaternion{std::cos(v / 2), std::sin(v / 2), 0, 0};
  });
  add(limits.max_light_factor, 1e-6, [](auto* s, double v) { s->lighting.emplace().color_factor = Color{v, 0, 0}; });
  add(limits.max_blur_sigma, 1e-6, [](auto* s, double v) { s->sensor.emplace().blur_sigma = v; });
  add(limits.max_noise_sigma, 1e-6, [](auto* s, double v) { s->sensor.emplace().noise_sigma = v; });
  add(limits.max_jpeg_quality, 1,
      [](auto* s, double v) { s->sensor.emplace().jpeg_quality = static_cast<std::uint32_t>(v); });
  add(limits.max_events, 1, [](auto* s, double v) {
    for (int i = 0; i < v; ++i) AddMove("source", 5, s);
  });
  add(limits.max_settle_substeps, 1, [](auto* s, double v) {
    AddMove("source", 5, s);
    s->events[0].settle_substeps = static_cast<std::uint32_t>(v);
  });
  add(limits.max_action_latency_steps, 1,
      [](auto* s, double v) { s->action_latency_steps = static_cast<std::uint32_t>(v); });
  for (const auto& [name, range] : limits.factors)
    AddBounds(
        range, [name = name](auto* s, double v) { s->factors[name] = v; }, &bounds);
  add(limits.max_objects, 1, [](auto* s, double v) {
    while (s->objects.size() < v) {
      ObjectPlacement object = s->objects[0];
      object.id = "more_" + std::to_string(s->objects.size());
      s->objects.push_back(object);
    }
  });
  return bounds;
}

TEST(SceneRequestTest, DeclaredBounds_AreThoseThatAResetEnforces) {
  const std::vector<Bound> bounds = DeclaredBounds();
  for (size_t i = 0; i < bounds.size(); ++i) {
    SCOPED_TRACE("bound " + std::to_string(i) + ": " + std::to_string(bounds[i].value));
    const auto check = [&](double value) {
      Scene scene = PutOnPlate("carrot", {-0.2, 0}, {-0.1, 0});
      bounds[i].change(&scene, value);
      CheckScene(scene, *Assets());
      CheckFits(scene, *Compiler()->Compile(PlacedAssets(scene)));
    };

    EXPECT_NO_THROW(check(bounds[i].value));
    EXPECT_THROW(check(bounds[i].value + bounds[i].beyond), InvalidRequest);
  }
}

TEST(SceneRequestTest, Reset_BadSceneFirst_LeavesTheSimulationWithoutOne) {
  Simulation simulation(Compiler());
  EXPECT_THROW(simulation.Reset(Scene()), InvalidRequest);
  EXPECT_FALSE(simulation.has_scene());
}

}  // namespace
}  // namespace blindvla::testing
