#include "widowx/camera/camera_watch.h"

#include <gtest/gtest.h>

namespace blindvla::widowx::testing {
namespace {

using Trouble = CameraWatch::Trouble;

CameraWatch::Clock::time_point At(double seconds) {
  return CameraWatch::Clock::time_point(
      std::chrono::duration_cast<CameraWatch::Clock::duration>(std::chrono::duration<double>(seconds)));
}

class CameraWatchTest : public ::testing::Test {
 protected:
  static std::vector<CameraRig> TwoCameras() {
    CameraRig camera = StandardRig().cameras[0];
    camera.stale_seconds = 0.5;
    camera.frozen_seconds = 2;
    return {camera, camera};
  }
  CameraWatch watch_{TwoCameras()};
};

TEST_F(CameraWatchTest, Look_BeforeAnythingWasSeen_IsLost) {
  EXPECT_EQ(watch_.Look(At(0)).trouble, Trouble::kLost);
  watch_.Saw(0, At(0), true);
  EXPECT_EQ(watch_.Look(At(0)).trouble, Trouble::kLost);
  EXPECT_EQ(watch_.Look(At(0)).camera, 1);
  watch_.Saw(1, At(0), true);
  EXPECT_EQ(watch_.Look(At(0)).trouble, Trouble::kNone);
}

TEST_F(CameraWatchTest, Look_NothingCame_IsStaleBeyondItsLimitOnly) {
  watch_.Saw(0, At(10), true);
  watch_.Saw(1, At(9.9), true);
  EXPECT_EQ(watch_.Look(At(10.4)).trouble, Trouble::kNone);
  const CameraWatch::Sight sight = watch_.Look(At(10.45));
  EXPECT_EQ(sight.trouble, Trouble::kStale);
  EXPECT_EQ(sight.camera, 1);
  EXPECT_NEAR(sight.found, 0.55, 1e-9);
  EXPECT_EQ(sight.limit, 0.5);
}

TEST_F(CameraWatchTest, Look_TheSameAgainAndAgain_IsFrozenBeyondItsLimitOnly) {
  for (double time = 0; time < 2.05; time += 0.1) {
    watch_.Saw(0, At(time), time == 0);
    watch_.Saw(1, At(time), true);
    EXPECT_EQ(watch_.Look(At(time)).trouble, Trouble::kNone) << time;
  }
  watch_.Saw(0, At(2.1), false);
  EXPECT_EQ(watch_.Look(At(2.1)).trouble, Trouble::kFrozen);
  watch_.Saw(0, At(2.2), true);
  watch_.Saw(1, At(2.2), true);
  EXPECT_EQ(watch_.Look(At(2.2)).trouble, Trouble::kNone);
}

TEST_F(CameraWatchTest, Look_LostAndBack_CountsFromThere) {
  watch_.Saw(0, At(0), true);
  watch_.Saw(1, At(0), true);
  watch_.Lost(1);
  EXPECT_EQ(watch_.Look(At(0.1)).trouble, Trouble::kLost);
  watch_.Saw(0, At(9), true);
  watch_.Saw(1, At(9), false);
  EXPECT_EQ(watch_.Look(At(9.1)).trouble, Trouble::kNone);
}

}  // namespace
}  // namespace blindvla::widowx::testing
