#include "simulation/camera.h"

#include <gtest/gtest.h>
#include <mujoco/mujoco.h>

#include "simulation/tests/test_scene.h"

namespace blindvla::testing {
namespace {

struct Landmark {
  std::array<double, 3> world;
  std::array<double, 2> pixel;
};

// Published corners of the placement grid, and the gripper at the start, as the camera sees them.
constexpr std::array<Landmark, 5> kLandmarks = {{{{-0.235, -0.075, kTableHeightMeters}, {271, 179}},
                                                 {{-0.235, 0.075, kTableHeightMeters}, {421, 232}},
                                                 {{-0.085, -0.075, kTableHeightMeters}, {169, 283}},
                                                 {{-0.085, 0.075, kTableHeightMeters}, {339, 360}},
                                                 {{-0.1451, 0.0341, 1.0053}, {330, 138}}}};

TEST(CameraTest, Project_Landmarks_AreWhereTheBenchmarkSeesThem) {
  const Pose camera = Compose(kRobotBase, kCameraInBase);
  for (const Landmark& landmark : kLandmarks) {
    const std::array<double, 2> pixel = Project(camera, kCameraIntrinsics, landmark.world);
    EXPECT_NEAR(pixel[0], landmark.pixel[0], 3);
    EXPECT_NEAR(pixel[1], landmark.pixel[1], 3);
  }
}

TEST(CameraTest, CompiledCamera_LooksAtTheSamePixels) {
  Simulation simulation(Compiler());
  simulation.Reset(PutOnPlate("carrot", {-0.2, 0}, {-0.1, 0}));
  const std::shared_ptr<const mjModel> model = simulation.model();
  const int camera = mj_name2id(model.get(), mjOBJ_CAMERA, kCameraName);
  ASSERT_GE(camera, 0);
  EXPECT_NEAR(model->cam_fovy[camera], 42.1004, 0.001);

  for (const Landmark& landmark : kLandmarks) {
    std::array<double, 3> offset, seen;
    mju_sub3(offset.data(), landmark.world.data(), simulation.data()->cam_xpos + 3 * camera);
    mju_mulMatTVec(seen.data(), simulation.data()->cam_xmat + 9 * camera, offset.data(), 3, 3);
    EXPECT_NEAR(kCameraIntrinsics.principal_x - kCameraIntrinsics.focal_length * seen[0] / seen[2], landmark.pixel[0],
                3);
    EXPECT_NEAR(kCameraIntrinsics.principal_y + kCameraIntrinsics.focal_length * seen[1] / seen[2], landmark.pixel[1],
                3);
  }
}

}  // namespace
}  // namespace blindvla::testing
