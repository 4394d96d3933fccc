#include "rendering/background_view.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <memory>

#include "control/engine.h"
#include "simulation/camera.h"

namespace blindvla {
namespace {

// A world that is only a camera (x forward, y left, z up) that sees `widening` times as wide as the native one.
struct CameraWorld {
  ModelPtr model;
  DataPtr data;

  explicit CameraWorld(const Pose& camera, double widening = 1) {
    const Pose pose = ToMujocoCamera(camera);
    char xml[600];
    std::snprintf(xml, sizeof xml,
                  "<mujoco><worldbody><camera pos='%.17g %.17g %.17g' quat='%.17g %.17g %.17g %.17g' fovy='%.17g'/>"
                  "<geom size='1'/></worldbody></mujoco>",
                  pose.position[0], pose.position[1], pose.position[2], pose.quaternion[0], pose.quaternion[1],
                  pose.quaternion[2], pose.quaternion[3],
                  VerticalFieldOfView({kCameraIntrinsics.focal_length / widening, 0, 0}, kCameraHeight));
    const auto files = std::make_unique<mjVFS>();
    mj_defaultVFS(files.get());
    mj_makeEmptyFileVFS(files.get(), "camera.xml", static_cast<int>(std::strlen(xml)));
    std::memcpy(files->filedata[0], xml, std::strlen(xml));
    char error[500] = "";
    model.reset(mj_loadXML("camera.xml", files.get(), error, sizeof error));
    mj_deleteVFS(files.get());
    EXPECT_NE(model, nullptr) << error;
    data.reset(mj_makeData(model.get()));
    mj_forward(model.get(), data.get());
  }

  BackgroundView View() const { return BackgroundView::Of(*model, *data, 0); }
};

Pose NativeCamera() { return Compose(kRobotBase, kCameraInBase); }

// Moved by `translation` (world) and turned by `angle` about its own axis.
Pose Changed(const std::array<double, 3>& translation, const std::array<double, 3>& axis, double angle) {
  Pose pose = NativeCamera();
  Pose turn;
  mju_axisAngle2Quat(turn.quaternion.data(), axis.data(), angle);
  pose = Compose(pose, turn);
  for (int i = 0; i < 3; ++i) pose.position[i] += translation[i];
  return pose;
}

CameraIntrinsics Widened(double widening) {
  return {kCameraIntrinsics.focal_length / widening, kCameraIntrinsics.principal_x, kCameraIntrinsics.principal_y};
}

// Where `view` finds, in the native picture, what the present camera shows at a pixel.
std::array<double, 2> Source(const BackgroundView& view, const std::array<double, 2>& pixel) {
  const double u = (pixel[0] - kCameraIntrinsics.principal_x) / kCameraIntrinsics.focal_length;
  const double v = (pixel[1] - kCameraIntrinsics.principal_y) / kCameraIntrinsics.focal_length;
  const std::array<double, 9>& h = view.homography;
  const double depth = h[6] * u + h[7] * v + h[8];
  return {kCameraIntrinsics.principal_x + kCameraIntrinsics.focal_length * (h[0] * u + h[1] * v + h[2]) / depth,
          kCameraIntrinsics.principal_y + kCameraIntrinsics.focal_length * (h[3] * u + h[4] * v + h[5]) / depth};
}

TEST(BackgroundView, Of_NativeCamera_IsNative) { EXPECT_TRUE(CameraWorld(NativeCamera()).View().is_native()); }

TEST(BackgroundView, Of_ChangedCamera_MapsEveryPlaceOfTheTableOntoItself) {
  struct Change {
    std::array<double, 3> translation;
    std::array<double, 3> axis;
    double angle;
    double widening;
  };
  for (const Change& change : {Change{{0.05, 0, 0}, {1, 0, 0}, 0, 1}, Change{{0, -0.06, 0}, {1, 0, 0}, 0, 1},
                               Change{{0, 0, 0.08}, {1, 0, 0}, 0, 1}, Change{{0, 0, 0}, {0, 0.6, 0.8}, 0.2, 1},
                               Change{{0, 0, 0}, {1, 0, 0}, 0.2, 1}, Change{{0, 0, 0}, {1, 0, 0}, 0, 1.4},
                               Change{{0.04, 0.05, -0.06}, {0.6, -0.8, 0}, -0.15, 0.8}}) {
    const Pose camera = Changed(change.translation, change.axis, change.angle);
    const BackgroundView view = CameraWorld(camera, change.widening).View();
    EXPECT_FALSE(view.is_native());
    for (const auto& [x, y] : {std::pair{-0.235, -0.075}, {-0.235, 0.075}, {-0.085, -0.075}, {-0.085, 0.075}}) {
      const std::array<double, 3> place = {x, y, kTableHeightMeters};
      const auto expected = Project(NativeCamera(), kCameraIntrinsics, place);
      const auto found = Source(view, Project(camera, Widened(change.widening), place));
      EXPECT_NEAR(found[0], expected[0], 0.01);
      EXPECT_NEAR(found[1], expected[1], 0.01);
    }
  }
}

TEST(BackgroundView, Of_TurnedOrZoomedCamera_IsExactAwayFromTheTableToo) {
  const Pose camera = Changed({0, 0, 0}, {0, 0, 1}, 0.1);
  const std::array<double, 3> place = {-0.6, -0.2, 0.3};  // on the floor

  const auto found = Source(CameraWorld(camera, 1.2).View(), Project(camera, Widened(1.2), place));

  const auto expected = Project(NativeCamera(), kCameraIntrinsics, place);
  EXPECT_NEAR(found[0], expected[0], 0.01);
  EXPECT_NEAR(found[1], expected[1], 0.01);
}

// Black with a white square of `side` pixels around a place.
std::vector<std::uint8_t> Spot(const FrameGeometry& frame, const std::array<double, 2>& centre, int side) {
  std::vector<std::uint8_t> picture(static_cast<std::size_t>(frame.width) * frame.height * 3);
  for (int y = 0; y < frame.height; ++y) {
    for (int x = 0; x < frame.width; ++x) {
      if (std::abs(x + 0.5 - centre[0]) < side / 2.0 && std::abs(y + 0.5 - centre[1]) < side / 2.0)
        std::fill_n(&picture[(static_cast<std::size_t>(y) * frame.width + x) * 3], 3, 255);
    }
  }
  return picture;
}

std::array<double, 2> Centre(const std::vector<std::uint8_t>& picture, const FrameGeometry& frame) {
  double sum = 0, x_sum = 0, y_sum = 0;
  for (int y = 0; y < frame.height; ++y) {
    for (int x = 0; x < frame.width; ++x) {
      const double level = picture[(static_cast<std::size_t>(y) * frame.width + x) * 3];
      sum += level;
      x_sum += level * (x + 0.5);
      y_sum += level * (y + 0.5);
    }
  }
  return {x_sum / sum, y_sum / sum};
}

TEST(Warp, SpotOnTheTable_AppearsWhereTheChangedCameraSeesIt) {
  const std::array<double, 3> place = {-0.16, 0, kTableHeightMeters};
  const Pose camera = Changed({0.03, -0.04, 0.03}, {0, 1, 0}, 0.05);
  const BackgroundView view = CameraWorld(camera, 1.1).View();
  const auto native = Project(NativeCamera(), kCameraIntrinsics, place);
  const auto expected = Project(camera, Widened(1.1), place);

  for (const auto& [width, height] : {std::pair{640, 480}, {224, 224}}) {
    const FrameGeometry frame = FrameGeometry::Covering(width, height);
    const double scale = frame.window_width / kCameraWidth;
    const auto found = Centre(Warp(Spot(frame, {native[0] * scale, native[1] * scale}, 9), frame, view), frame);

    EXPECT_NEAR(found[0] / scale, expected[0], 1) << width;
    EXPECT_NEAR(found[1] / scale, expected[1], 1) << width;
  }
}

TEST(Warp, LightOnly_ScalesLevelsAndStopsAtFullScale) {
  const FrameGeometry frame = FrameGeometry::Covering(16, 12);
  const std::vector<std::uint8_t> picture(16 * 12 * 3, 100);
  BackgroundView view;
  view.light = {0.5, 1, 3};

  const std::vector<std::uint8_t> warped = Warp(picture, frame, view);

  for (std::size_t i = 0; i < warped.size(); i += 3) {
    ASSERT_EQ(warped[i], 50);
    ASSERT_EQ(warped[i + 1], 100);
    ASSERT_EQ(warped[i + 2], 255);
  }
}

TEST(Warp, OutsideOfThePicture_IsItsMirrorImage) {
  const FrameGeometry frame = FrameGeometry::Covering(64, 48);
  std::vector<std::uint8_t> picture;
  for (int i = 0; i < 64 * 48; ++i) picture.insert(picture.end(), 3, static_cast<std::uint8_t>(4 * (i % 64)));
  BackgroundView twice;
  twice.homography = {2, 0, 0, 0, 2, 0, 0, 0, 1};

  const std::vector<std::uint8_t> warped = Warp(picture, frame, twice);

  // Column 16 is the native picture's left edge; what lies left of it is what lies right of it.
  for (int distance = 0; distance < 15; ++distance)
    EXPECT_NEAR(warped[(24 * 64 + 15 - distance) * 3], warped[(24 * 64 + 16 + distance) * 3], 4) << distance;
  EXPECT_GT(warped[(24 * 64) * 3], 100);
}

}  // namespace
}  // namespace blindvla
