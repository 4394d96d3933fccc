#include "simulation/scene_compiler.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <future>
#include <memory>
#include <regex>
#include <sstream>

#include "simulation/engine_errors.h"
#include "simulation/errors.h"
#include "simulation/tests/test_scene.h"
#include "simulation/workcell.h"

namespace blindvla::testing {
namespace {

namespace fs = std::filesystem;

const std::vector<PlacedAsset> kTwoCarrotsAndAPlate = {
    {"first", "carrot"}, {"second", "carrot"}, {"receptacle", "plate"}};

int Geom(const mjModel& model, const std::string& name) { return mj_name2id(&model, mjOBJ_GEOM, name.c_str()); }

TEST(SceneCompilerTest, Compile_TheSameAssetTwice_PrefixesItsNames) {
  const auto scene = Compiler()->Compile(kTwoCarrotsAndAPlate);

  EXPECT_GE(Geom(*scene->model, "first/flesh"), 0);
  EXPECT_GE(Geom(*scene->model, "second/flesh"), 0);
  ASSERT_EQ(scene->objects.size(), 3u);
  EXPECT_EQ(scene->objects[2].bounding_box_max, (std::array<double, 3>{0.055, 0.055, 0.006}));
  EXPECT_EQ(scene->model->nq, kRobotJoints + 3 * 7);
}

TEST(SceneCompilerTest, Compile_IdsOfRobotParts_DoNotCollide) {
  EXPECT_NO_THROW(Compiler()->Compile({{"gripper", "carrot"}, {"base_link", "plate"}}));
}

TEST(SceneCompilerTest, Compile_DefaultsOfAnObject_ReachOnlyThatObject) {
  const auto scene = Compiler()->Compile(kTwoCarrotsAndAPlate);
  const mjModel& model = *scene->model;

  EXPECT_EQ(model.geom_type[Geom(model, "first/flesh")], mjGEOM_CAPSULE);
  int cylinders = 0;
  for (int geom = 0; geom < model.ngeom; ++geom) {
    if (model.body_rootid[model.geom_bodyid[geom]] == scene->objects[2].body) {
      ++cylinders;
      EXPECT_EQ(model.geom_type[geom], mjGEOM_CYLINDER);
    }
  }
  EXPECT_EQ(cylinders, 2);
}

TEST(SceneCompilerTest, Compile_SameList_IsSharedAndOrderMatters) {
  const auto scene = Compiler()->Compile({{"a", "carrot"}, {"b", "plate"}});

  EXPECT_EQ(Compiler()->Compile({{"a", "carrot"}, {"b", "plate"}}), scene);
  EXPECT_NE(Compiler()->Compile({{"b", "plate"}, {"a", "carrot"}}), scene);
}

TEST(SceneCompilerTest, Compile_MoreThanCapacity_ForgetsTheLeastRecentlyUsed) {
  SceneCompiler compiler(Assets(), 2);
  const auto first = compiler.Compile({{"a", "carrot"}});
  const auto second = compiler.Compile({{"a", "plate"}});
  compiler.Compile({{"a", "carrot"}});
  compiler.Compile({{"a", "golf_ball"}});

  EXPECT_EQ(compiler.Compile({{"a", "carrot"}}), first);
  EXPECT_NE(compiler.Compile({{"a", "plate"}}), second);
}

// A compiler whose first compilation of an asset called "carrot" waits until it is let on.
class GatedCompilerTest : public ::testing::Test {
 protected:
  static constexpr std::chrono::seconds kHangs{60};  // a bound on what must happen at once

  ~GatedCompilerTest() override { LetOn(); }

  void LetOn() {
    if (!let_on_) gate_.set_value();
    let_on_ = true;
  }

  std::future<std::shared_ptr<const CompiledScene>> CompileAside(const std::string& asset) {
    return std::async(std::launch::async, [this, asset] { return compiler_.Compile({{"a", asset}}); });
  }

  std::atomic<int> compilations_ = 0;
  std::promise<void> begun_;
  bool let_on_ = false;
  std::promise<void> gate_;
  std::shared_future<void> open_ = gate_.get_future().share();
  SceneCompiler compiler_{Assets(), 4, [this](const AssetLibrary& assets, const std::vector<PlacedAsset>& placements) {
                            if (placements[0].asset == "carrot" && compilations_++ == 0) {
                              begun_.set_value();
                              open_.wait();
                            }
                            return CompileScene(assets, placements);
                          }};
};

TEST_F(GatedCompilerTest, Compile_AnotherScene_DoesNotWait) {
  auto carrot = CompileAside("carrot");
  ASSERT_EQ(begun_.get_future().wait_for(kHangs), std::future_status::ready);

  auto plate = CompileAside("plate");
  const std::future_status status = plate.wait_for(kHangs);
  LetOn();

  EXPECT_EQ(status, std::future_status::ready) << "the plate waited for the carrot";
  EXPECT_NE(carrot.get(), plate.get());
}

TEST_F(GatedCompilerTest, Compile_TheSameSceneMeanwhile_IsCompiledOnce) {
  auto first = CompileAside("carrot");
  ASSERT_EQ(begun_.get_future().wait_for(kHangs), std::future_status::ready);
  std::vector<std::future<std::shared_ptr<const CompiledScene>>> others;
  for (int i = 0; i < 4; ++i) others.push_back(CompileAside("carrot"));
  // Another scene has come and gone since: the others have had every chance to compile for themselves.
  compiler_.Compile({{"a", "plate"}});
  LetOn();

  const auto scene = first.get();
  for (auto& other : others) EXPECT_EQ(other.get(), scene);
  EXPECT_EQ(compilations_, 1);
}

TEST(SceneCompilerTest, Compile_ThatFailed_IsTriedAnew) {
  int tries = 0;
  SceneCompiler compiler(Assets(), 4, [&](const AssetLibrary& assets, const std::vector<PlacedAsset>& placements) {
    if (tries++ == 0) throw EngineFault("out of luck");
    return CompileScene(assets, placements);
  });

  EXPECT_THROW(compiler.Compile({{"a", "carrot"}}), EngineFault);
  EXPECT_NE(compiler.Compile({{"a", "carrot"}}), nullptr);
  EXPECT_EQ(tries, 2);
}

TEST(SceneCompilerTest, Compile_Friction_IsTheBenchmarksMeanPerPair) {
  const auto scene = Compiler()->Compile({{"source", "carrot"}, {"receptacle", "plate"}});
  const mjModel& model = *scene->model;
  DataPtr data(mj_makeData(&model));
  const auto friction = [&](int geom1, int geom2) {
    for (int i = 0; i < data->ncon; ++i) {
      const mjContact& contact = data->contact[i];
      if ((contact.geom1 == geom1 && contact.geom2 == geom2) || (contact.geom1 == geom2 && contact.geom2 == geom1)) {
        return contact.friction[0];
      }
    }
    return -1.0;
  };
  const int carrot = Geom(model, "source/flesh"), table = Geom(model, "table"), pad = Geom(model, "left_pad");
  mjtNum* carrot_position = data->qpos + scene->objects[0].qpos;

  carrot_position[2] = kTableHeightMeters + 0.016;
  mj_forward(&model, data.get());
  EXPECT_DOUBLE_EQ(friction(carrot, table), 0.65);

  mju_copy3(carrot_position, data->geom_xpos + 3 * pad);
  mju_copy3(data->qpos + scene->objects[1].qpos, data->geom_xpos + 3 * pad);
  mj_forward(&model, data.get());
  EXPECT_DOUBLE_EQ(friction(carrot, pad), 0.65);
  EXPECT_DOUBLE_EQ(friction(carrot, model.body_geomadr[scene->objects[1].body] + 1), 1.0);
}

TEST(SceneCompilerTest, Compile_Scaled_EveryLengthGrowsAndTheDensityStays) {
  const auto plain = Compiler()->Compile({{"source", "carrot"}, {"receptacle", "plate"}});
  const auto scaled = Compiler()->Compile({{"source", "carrot", 2}, {"receptacle", "plate", 0.5}});

  for (const auto& [index, scale] : {std::pair{0, 2.0}, {1, 0.5}}) {
    const PlacedBody& before = plain->objects[index];
    const PlacedBody& after = scaled->objects[index];
    for (int axis = 0; axis < 3; ++axis) {
      EXPECT_NEAR(after.bounding_box_min[axis], scale * before.bounding_box_min[axis], 1e-12);
      EXPECT_NEAR(after.bounding_box_max[axis], scale * before.bounding_box_max[axis], 1e-12);
      EXPECT_NEAR(scaled->model->body_inertia[3 * after.body + axis],
                  std::pow(scale, 5) * plain->model->body_inertia[3 * before.body + axis], 1e-12);
    }
    EXPECT_NEAR(scaled->model->body_mass[after.body], std::pow(scale, 3) * plain->model->body_mass[before.body], 1e-12);
    for (int geom = 0; geom < plain->model->body_geomnum[before.body]; ++geom) {
      const int old_geom = plain->model->body_geomadr[before.body] + geom;
      const int new_geom = scaled->model->body_geomadr[after.body] + geom;
      for (int axis = 0; axis < 3; ++axis) {
        EXPECT_NEAR(scaled->model->geom_size[3 * new_geom + axis], scale * plain->model->geom_size[3 * old_geom + axis],
                    1e-7);
        EXPECT_NEAR(scaled->model->geom_pos[3 * new_geom + axis], scale * plain->model->geom_pos[3 * old_geom + axis],
                    1e-7);
      }
    }
  }
}

TEST(SceneCompilerTest, Compile_OtherScale_IsAnotherScene) {
  EXPECT_NE(Compiler()->Compile({{"a", "carrot", 1.1}}), Compiler()->Compile({{"a", "carrot"}}));
  EXPECT_EQ(Compiler()->Compile({{"a", "carrot", 1.1}}), Compiler()->Compile({{"a", "carrot", 1.1}}));
}

TEST(SceneCompilerTest, Compile_MoreObjects_HasMoreRoomForContacts) {
  const auto few = Compiler()->Compile({{"a", "carrot"}});
  const auto many = Compiler()->Compile({{"a", "carrot"}, {"b", "carrot"}, {"c", "plate"}, {"d", "plate"}});

  EXPECT_GT(many->model->nconmax, few->model->nconmax);
  EXPECT_GE(many->model->njmax, 3 * many->model->nconmax);
}

TEST(SceneCompilerTest, SettlingModel_InTheRobot_HasNoContact) {
  const auto scene = Compiler()->Compile({{"source", "carrot"}});
  DataPtr data(mj_makeData(scene->model.get()));
  mj_forward(scene->model.get(), data.get());
  mju_copy3(data->qpos + scene->objects[0].qpos, data->xpos + 3 * scene->left_finger_body);

  mj_forward(scene->model.get(), data.get());
  EXPECT_GT(data->ncon, 0);
  mj_forward(scene->settling_model.get(), data.get());
  EXPECT_EQ(data->ncon, 0);
}

TEST(SceneCompilerTest, Arm_AnyPose_DoesNotTouchItself) {
  const auto scene = Compiler()->Compile({});
  DataPtr data(mj_makeData(scene->model.get()));
  data->qpos[scene->joint_qpos[2]] = -2;
  mj_forward(scene->model.get(), data.get());
  EXPECT_EQ(data->ncon, 0);
}

// What is wrong with an object's file must be said with the file's name.
class BrokenObjectTest : public ::testing::Test {
 protected:
  BrokenObjectTest() {
    folder_ = fs::path(::testing::TempDir()) / ::testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(folder_);
    fs::copy(TEST_ASSETS, folder_, fs::copy_options::recursive);
  }
  ~BrokenObjectTest() override { fs::remove_all(folder_); }

  std::string ErrorAfterReplacing(const std::string& from, const std::string& to) {
    const fs::path file = folder_ / "objects/carrot/carrot.xml";
    std::ostringstream content;
    content << std::ifstream(file).rdbuf();
    std::ofstream(file) << std::regex_replace(content.str(), std::regex(from), to);
    SceneCompiler compiler(std::make_shared<const AssetLibrary>(folder_));
    try {
      compiler.Compile({{"source", "carrot"}});
    } catch (const EngineFault& fault) {
      return fault.what();
    }
    return "";
  }

  fs::path folder_;
};

TEST_F(BrokenObjectTest, MissingMesh_NamesFileAndMesh) {
  const std::string error = ErrorAfterReplacing("body.obj", "gone.obj");
  EXPECT_NE(error.find("carrot.xml"), std::string::npos) << error;
  EXPECT_NE(error.find("gone.obj"), std::string::npos) << error;
}

TEST_F(BrokenObjectTest, SectionThatCannotBeMerged_NamesIt) {
  const std::string error = ErrorAfterReplacing("<custom>", "<option timestep='1'/><custom>");
  EXPECT_NE(error.find("<option>"), std::string::npos) << error;
}

TEST_F(BrokenObjectTest, ScaleOfAMeshInADefault_IsRefusedWhenScaled) {
  const std::string from = "<asset>";
  const fs::path file = folder_ / "objects/carrot/carrot.xml";
  std::ostringstream content;
  content << std::ifstream(file).rdbuf();
  std::ofstream(file) << std::regex_replace(content.str(), std::regex(from),
                                            "<default><mesh scale='2 2 2'/></default><asset>");
  SceneCompiler compiler(std::make_shared<const AssetLibrary>(folder_));

  EXPECT_NO_THROW(compiler.Compile({{"source", "carrot"}}));
  EXPECT_THROW(compiler.Compile({{"source", "carrot", 2}}), EngineFault);
}

TEST_F(BrokenObjectTest, NoFreeJoint_IsSaid) {
  const std::string error = ErrorAfterReplacing("<freejoint/>", "");
  EXPECT_NE(error.find("freejoint"), std::string::npos) << error;
}

TEST_F(BrokenObjectTest, NoBoundingBox_IsSaid) {
  const std::string error = ErrorAfterReplacing("bounding_box_max", "box_max");
  EXPECT_NE(error.find("source/bounding_box_max"), std::string::npos) << error;
}

TEST_F(BrokenObjectTest, EngineRefuses_CarriesItsMessage) {
  const std::string error = ErrorAfterReplacing("type=\"capsule\"", "type=\"potato\"");
  EXPECT_NE(error.find("potato"), std::string::npos) << error;
}

TEST(EngineErrorsTest, EngineError_IsAnException) {
  InstallEngineErrorHandlers();
  EXPECT_THROW(mju_error("out of luck"), EngineFault);
}

TEST(EngineErrorsTest, EngineWarning_IsKeptUntilTaken) {
  InstallEngineErrorHandlers();
  mju_warning("thin ice");
  EXPECT_EQ(ConsumeEngineWarning(), "thin ice");
  EXPECT_EQ(ConsumeEngineWarning(), "");
}

}  // namespace
}  // namespace blindvla::testing
