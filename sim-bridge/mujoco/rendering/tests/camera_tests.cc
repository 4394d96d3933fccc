#include "rendering/camera.h"

#include <gtest/gtest.h>

namespace blindvla {
namespace {

TEST(FrameGeometry, Covering_NativeSize_IsTheNativeFrame) {
  EXPECT_EQ(FrameGeometry::Covering(640, 480), (FrameGeometry{640, 480, 0, 0, 640, 480}));
}

TEST(FrameGeometry, Covering_NativeAspect_HasNoSparePixels) {
  for (const int height : {48, 240, 480, 720, 960}) {
    const FrameGeometry frame = FrameGeometry::Covering(height * 4 / 3, height);
    EXPECT_EQ(frame.width, height * 4 / 3);
    EXPECT_EQ(frame.height, height);
  }
}

TEST(FrameGeometry, Covering_Square_IsAsHighAsAskedAndWider) {
  const FrameGeometry frame = FrameGeometry::Covering(224, 224);

  EXPECT_EQ(frame.width, 299);
  EXPECT_EQ(frame.height, 224);
  EXPECT_NEAR(frame.window_width, 224 * 4 / 3.0, 1e-9);
  EXPECT_NEAR(frame.window_left, (299 - 224 * 4 / 3.0) / 2, 1e-9);
  EXPECT_EQ(frame.window_height, 224);
}

TEST(FrameGeometry, Covering_Wide_IsAsWideAsAskedAndHigher) {
  const FrameGeometry frame = FrameGeometry::Covering(301, 100);

  EXPECT_EQ(frame.width, 301);
  EXPECT_EQ(frame.height, 226);
  EXPECT_NEAR(frame.window_height, 225.75, 1e-9);
}

// Half the frame's extent on either axis is the native extent enlarged by the frame's spare pixels, about the same
// centre.
TEST(Frustum, Of_AnyFrame_ShowsTheNativeViewInItsWindow) {
  for (const auto& [width, height] : {std::pair{640, 480}, {224, 224}, {301, 100}, {8, 960}, {1280, 8}}) {
    const FrameGeometry frame = FrameGeometry::Covering(width, height);
    const Frustum frustum = Frustum::Of(frame);
    const double extent_v = frustum.top - frustum.bottom;
    const double extent_u = extent_v * frame.width / frame.height;

    EXPECT_NEAR(extent_v * frame.window_height / frame.height, 480 / 623.588, 1e-12);
    EXPECT_NEAR(extent_u * frame.window_width / frame.width, 640 / 623.588, 1e-12);
    EXPECT_NEAR(frustum.center, (320 - 319.501) / 623.588, 1e-12);
    EXPECT_NEAR((frustum.top + frustum.bottom) / 2, (239.545 - 240) / 623.588, 1e-12);
  }
}

}  // namespace
}  // namespace blindvla
