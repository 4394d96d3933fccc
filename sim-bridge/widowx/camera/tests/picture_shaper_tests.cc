#include "widowx/camera/picture_shaper.h"

#include <gtest/gtest.h>

namespace blindvla::widowx::testing {
namespace {

// Its red is the column, its green the row.
Picture Gradient(int width, int height) {
  Picture picture{width, height, {}, {}};
  for (int row = 0; row < height; ++row)
    for (int column = 0; column < width; ++column)
      for (const int value : {column, row, 7}) picture.rgb.push_back(static_cast<std::uint8_t>(value));
  return picture;
}

CameraRig Rig64x48() {
  CameraRig camera = StandardRig().cameras[0];
  camera.source_width = camera.width = 64;
  camera.source_height = camera.height = 48;
  return camera;
}

std::vector<std::uint8_t> Shaped(const CameraRig& camera, int width, int height) {
  std::vector<std::uint8_t> rgb(static_cast<std::size_t>(width) * height * 3);
  PictureShaper(camera).Shape(Gradient(camera.source_width, camera.source_height), width, height, rgb.data());
  return rgb;
}

TEST(PictureShaperTest, Shape_NothingToDo_IsTheSame) { EXPECT_EQ(Shaped(Rig64x48(), 64, 48), Gradient(64, 48).rgb); }

TEST(PictureShaperTest, Shape_ACrop_IsThatPart) {
  CameraRig camera = Rig64x48();
  camera.crop = Crop{10, 4, 16, 8};
  const std::vector<std::uint8_t> rgb = Shaped(camera, 16, 8);
  for (int row = 0; row < 8; ++row) {
    for (int column = 0; column < 16; ++column) {
      ASSERT_EQ(rgb[(row * 16 + column) * 3], 10 + column);
      ASSERT_EQ(rgb[(row * 16 + column) * 3 + 1], 4 + row);
    }
  }
}

TEST(PictureShaperTest, Shape_Smaller_IsTheMeanOfWhatItCovers) {
  const std::vector<std::uint8_t> rgb = Shaped(Rig64x48(), 16, 8);
  EXPECT_NEAR(rgb[(4 * 16 + 5) * 3], 5 * 4 + 1.5, 0.6);      // columns 20 to 23
  EXPECT_NEAR(rgb[(4 * 16 + 5) * 3 + 1], 4 * 6 + 2.5, 0.6);  // rows 24 to 29
}

TEST(PictureShaperTest, Shape_ALensThatBendsNothing_IsTheSame) {
  CameraRig camera = Rig64x48();
  camera.undistortion = Undistortion{50, 55, 31.5, 23.5, 0, 0, 0, 0, 0};
  EXPECT_EQ(Shaped(camera, 64, 48), Gradient(64, 48).rgb);
}

// By the formula of OpenCV's calibration, at a pixel of x = 0.3, y = -0.2 from the centre.
TEST(PictureShaperTest, Shape_ALens_TakesEachPixelFromWhereTheLensPutIt) {
  CameraRig camera = Rig64x48();
  camera.undistortion = Undistortion{50, 50, 32, 24, -0.4, 0.1, 0.02, -0.03, 0.05};
  const std::vector<std::uint8_t> rgb = Shaped(camera, 64, 48);
  // r2 = 0.13, radial = 1 - 0.052 + 0.00169 + 0.00010985 = 0.94979985
  // x' = 0.3 * radial + 2 * 0.02 * -0.06 - 0.03 * (0.13 + 0.18) = 0.273239955
  // y' = -0.2 * radial + 0.02 * (0.13 + 0.08) + 2 * -0.03 * -0.06 = -0.18215997
  const int at = (14 * 64 + 47) * 3;
  EXPECT_NEAR(rgb[at], 50 * 0.273239955 + 32, 0.51);
  EXPECT_NEAR(rgb[at + 1], 50 * -0.18215997 + 24, 0.51);
}

TEST(PictureShaperTest, Shape_BeyondWhatTheLensSaw_IsBlack) {
  CameraRig camera = Rig64x48();
  camera.undistortion = Undistortion{50, 50, 32, 24, 1, 0, 0, 0, 0};
  EXPECT_EQ(Shaped(camera, 64, 48)[2], 0);
  EXPECT_EQ(Shaped(camera, 64, 48)[(24 * 64 + 32) * 3 + 2], 7);
}

}  // namespace
}  // namespace blindvla::widowx::testing
