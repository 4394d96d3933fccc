#include "simulation/scene_changes.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "simulation/tests/test_scene.h"

namespace blindvla::testing {
namespace {

class SceneChangesTest : public ::testing::Test {
 protected:
  std::shared_ptr<const CompiledScene> Changed() { return WithChanges(compiled_, scene_); }
  const mjModel& before() const { return *compiled_->model; }

  Scene scene_ = PutOnPlate("carrot", {-0.2, 0}, {-0.1, 0});
  std::shared_ptr<const CompiledScene> compiled_ = Compiler()->Compile({{"source", "carrot"}, {"receptacle", "plate"}});
};

TEST_F(SceneChangesTest, NoneAskedFor_IsTheSharedScene) { EXPECT_EQ(Changed(), compiled_); }

TEST_F(SceneChangesTest, AnyAskedFor_LeavesTheSharedModelAlone) {
  const std::vector<mjtNum> masses(before().body_mass, before().body_mass + before().nbody);
  const std::vector<float> lights(before().light_diffuse, before().light_diffuse + 3 * before().nlight);
  const std::vector<float> colors(before().geom_rgba, before().geom_rgba + 4 * before().ngeom);
  const std::vector<mjtNum> camera(before().cam_pos, before().cam_pos + 3);
  scene_.objects[0].mass_factor = 2;
  scene_.objects[1].color_factor = Color{0.1, 0.2, 0.3};
  scene_.lighting.emplace().color_factor = Color{2, 1, 0};
  scene_.camera.emplace().translation[0] = 0.1;

  EXPECT_NE(Changed(), compiled_);

  EXPECT_EQ(masses, std::vector<mjtNum>(before().body_mass, before().body_mass + before().nbody));
  EXPECT_EQ(lights, std::vector<float>(before().light_diffuse, before().light_diffuse + 3 * before().nlight));
  EXPECT_EQ(colors, std::vector<float>(before().geom_rgba, before().geom_rgba + 4 * before().ngeom));
  EXPECT_EQ(camera, std::vector<mjtNum>(before().cam_pos, before().cam_pos + 3));
}

TEST_F(SceneChangesTest, Gravity_IsScaledInBothModels) {
  scene_.factors["gravity"] = 0.5;
  const auto changed = Changed();

  for (const mjModel* model : {changed->model.get(), changed->settling_model.get()})
    EXPECT_DOUBLE_EQ(model->opt.gravity[2], before().opt.gravity[2] / 2);
  EXPECT_LT(before().opt.gravity[2], -9);
}

TEST_F(SceneChangesTest, MassFactor_ScalesMassAndInertiaInBothModels) {
  scene_.objects[0].mass_factor = 3;
  const auto changed = Changed();
  const int body = changed->objects[0].body;

  for (const mjModel* model : {changed->model.get(), changed->settling_model.get()}) {
    EXPECT_DOUBLE_EQ(model->body_mass[body], 3 * before().body_mass[body]);
    for (int axis = 0; axis < 3; ++axis)
      EXPECT_DOUBLE_EQ(model->body_inertia[3 * body + axis], 3 * before().body_inertia[3 * body + axis]);
    EXPECT_EQ(model->body_mass[changed->objects[1].body], before().body_mass[changed->objects[1].body]);
  }
}

TEST_F(SceneChangesTest, MassFactor_DerivedConstants_AreThoseTheEngineWouldCompute) {
  scene_.objects[0].mass_factor = 3;
  const auto changed = Changed();
  const ModelPtr computed(mj_copyModel(nullptr, changed->model.get()));
  const DataPtr data(mj_makeData(computed.get()));
  mj_setConst(computed.get(), data.get());

  for (int body = 0; body < computed->nbody; ++body) {
    EXPECT_NEAR(changed->model->body_subtreemass[body], computed->body_subtreemass[body], 1e-9) << body;
    for (int i = 0; i < 2; ++i) {
      const double expected = computed->body_invweight0[2 * body + i];
      EXPECT_NEAR(changed->model->body_invweight0[2 * body + i], expected, 1e-6 * expected) << body;
    }
  }
  for (int dof = 0; dof < computed->nv; ++dof) {
    const double expected = computed->dof_invweight0[dof];
    EXPECT_NEAR(changed->model->dof_invweight0[dof], expected, 1e-6 * expected) << dof;
  }
}

TEST_F(SceneChangesTest, ColorFactor_ScalesMaterialsAndBareGeoms) {
  scene_.objects[0].color_factor = Color{0.5, 0.25, 0};
  scene_.objects[1].color_factor = Color{1, 0.5, 1};
  const auto changed = Changed();
  const mjModel& model = *changed->model;

  const int skin = mj_name2id(&model, mjOBJ_MATERIAL, "source/skin");
  EXPECT_FLOAT_EQ(model.mat_rgba[4 * skin], 0.45f);
  EXPECT_FLOAT_EQ(model.mat_rgba[4 * skin + 1], 0.1f);
  EXPECT_FLOAT_EQ(model.mat_rgba[4 * skin + 2], 0);
  EXPECT_FLOAT_EQ(model.mat_rgba[4 * skin + 3], 1);
  // A geom that shows its material keeps the colour that says so.
  const int skin_geom = mj_name2id(&model, mjOBJ_GEOM, "source/skin");
  EXPECT_EQ(model.geom_rgba[4 * skin_geom], 0.5f);

  const int disc = model.body_geomadr[changed->objects[1].body];
  EXPECT_FLOAT_EQ(model.geom_rgba[4 * disc], 0.9f);
  EXPECT_FLOAT_EQ(model.geom_rgba[4 * disc + 1], 0.45f);
}

TEST_F(SceneChangesTest, Lighting_TurnsDirectionsAndScalesEveryShare) {
  // A quarter turn about x takes the light from above (0, 0, -1) to (0, 1, 0).
  scene_.lighting = LightChange{Quaternion{std::sqrt(0.5), std::sqrt(0.5), 0, 0}, Color{0.5, 2, 0}};
  const auto changed = Changed();
  const mjModel& model = *changed->model;

  EXPECT_NEAR(model.light_dir[0], 0, 1e-12);
  EXPECT_NEAR(model.light_dir[1], 1, 1e-12);
  EXPECT_NEAR(model.light_dir[2], 0, 1e-12);
  for (int light = 0; light < model.nlight; ++light) {
    EXPECT_FLOAT_EQ(model.light_diffuse[3 * light], 0.5f * before().light_diffuse[3 * light]);
    EXPECT_FLOAT_EQ(model.light_diffuse[3 * light + 1], 2 * before().light_diffuse[3 * light + 1]);
    EXPECT_FLOAT_EQ(model.light_ambient[3 * light], 0.5f * before().light_ambient[3 * light]);
    EXPECT_EQ(model.light_specular[3 * light + 2], 0);
  }
}

TEST_F(SceneChangesTest, Camera_MovesInTheBaseFrameAndTurnsInItsOwn) {
  constexpr double kAngle = 0.2;
  scene_.camera.emplace().translation[0] = 0.1;  // base frame: away from the viewer, world -x
  scene_.camera->rotation = Quaternion{std::cos(kAngle / 2), 0, std::sin(kAngle / 2), 0};  // to the left
  scene_.camera->field_of_view_factor = 1.5;
  const auto changed = Changed();
  const auto seen = [](const mjModel& model) {
    const DataPtr data(mj_makeData(&model));
    mj_forward(&model, data.get());
    return std::pair(std::vector<mjtNum>(data->cam_xpos, data->cam_xpos + 3),
                     std::vector<mjtNum>(data->cam_xmat, data->cam_xmat + 9));
  };
  const auto [old_place, old_axes] = seen(before());
  const auto [place, axes] = seen(*changed->model);

  EXPECT_NEAR(place[0], old_place[0] - 0.1, 1e-9);
  EXPECT_NEAR(place[1], old_place[1], 1e-9);
  EXPECT_NEAR(place[2], old_place[2], 1e-9);
  double up = 0, forward = 0, leftward = 0;
  for (int i = 0; i < 3; ++i) {
    up += axes[3 * i + 1] * old_axes[3 * i + 1];
    forward += axes[3 * i + 2] * old_axes[3 * i + 2];
    leftward += -axes[3 * i + 2] * -old_axes[3 * i];
  }
  EXPECT_NEAR(up, 1, 1e-9);
  EXPECT_NEAR(forward, std::cos(kAngle), 1e-9);
  EXPECT_NEAR(leftward, std::sin(kAngle), 1e-9);
  const auto tangent = [](double degrees) { return std::tan(degrees / 2 * std::numbers::pi / 180); };
  EXPECT_NEAR(tangent(changed->model->cam_fovy[0]), 1.5 * tangent(before().cam_fovy[0]), 1e-9);
}

}  // namespace
}  // namespace blindvla::testing
