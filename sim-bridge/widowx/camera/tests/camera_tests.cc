#include "widowx/camera/camera.h"

#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <optional>

#include "widowx/camera/camera_inspection.h"

namespace blindvla::widowx::testing {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

// A camera whose pictures a test takes.
class FakeCamera {
 public:
  // Of one colour; none: it breaks.
  void Show(std::optional<int> colour, int width = 8) {
    {
      const std::scoped_lock lock(mutex_);
      coming_.push_back({colour, width});
    }
    changed_.notify_all();
  }

  Camera::Open Open() {
    return [this](const CameraRig&) {
      ++opened;
      return std::make_unique<Source>(this);
    };
  }

  std::atomic<int> opened = 0;

 private:
  struct Shown {
    std::optional<int> colour;
    int width;
  };

  class Source final : public PictureSource {
   public:
    explicit Source(FakeCamera* camera) : camera_(*camera) {}
    bool Next(Picture* picture) override {
      std::unique_lock lock(camera_.mutex_);
      // As long as a real one waits.
      if (!camera_.changed_.wait_for(lock, 1s, [this] { return !camera_.coming_.empty(); })) return false;
      const Shown shown = camera_.coming_.front();
      camera_.coming_.pop_front();
      if (!shown.colour) return false;
      *picture = {shown.width, 8,
                  std::vector<std::uint8_t>(std::size_t{24} * shown.width, static_cast<std::uint8_t>(*shown.colour)),
                  camera_.now_ += 100ms};
      return true;
    }

   private:
    FakeCamera& camera_;
  };

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Shown> coming_;
  Clock::time_point now_{};
};

class CameraTest : public ::testing::Test {
 protected:
  static CameraRig SmallRig() {
    CameraRig rig = StandardRig().cameras[0];
    rig.source_width = rig.source_height = rig.width = rig.height = 8;
    rig.frozen_seconds = 0.3;
    return rig;
  }

  int ColourOf(const std::shared_ptr<const Picture>& picture) { return picture ? picture->rgb[0] : -1; }

  const CameraRig rig_ = SmallRig();
  CameraWatch watch_{std::vector<CameraRig>{rig_}};
  FakeCamera fake_;
};

TEST_F(CameraTest, Newest_IsTheLastThatCame) {
  fake_.Show(1);
  Camera camera(rig_, 0, &watch_, fake_.Open());
  EXPECT_EQ(ColourOf(camera.newest()), 1);
  const Clock::time_point first = camera.newest()->captured_at;
  fake_.Show(2);
  fake_.Show(3);
  EXPECT_EQ(ColourOf(camera.After(first + 150ms, 10s)), 3);
  EXPECT_EQ(camera.After(first + 1h, 1ms), nullptr);
  EXPECT_EQ(watch_.Look(camera.newest()->captured_at).trouble, CameraWatch::Trouble::kNone);
}

TEST_F(CameraTest, TheSamePicture_IsFrozen) {
  for (int i = 0; i < 6; ++i) fake_.Show(1);
  Camera camera(rig_, 0, &watch_, fake_.Open());
  const auto last = camera.After(Clock::time_point() + 550ms, 10s);
  ASSERT_NE(last, nullptr);
  EXPECT_EQ(watch_.Look(last->captured_at).trouble, CameraWatch::Trouble::kFrozen);
}

TEST_F(CameraTest, Broken_IsOpenedAgain) {
  fake_.Show(1);
  Camera camera(rig_, 0, &watch_, fake_.Open());
  fake_.Show(std::nullopt);
  fake_.Show(std::nullopt);
  fake_.Show(2);
  EXPECT_EQ(ColourOf(camera.After(Clock::time_point() + 150ms, 10s)), 2);
  EXPECT_EQ(fake_.opened, 3);
}

TEST_F(CameraTest, Construction_WithoutAPicture_SaysSo) {
  fake_.Show(std::nullopt);
  try {
    Camera(rig_, 0, &watch_, fake_.Open());
    FAIL() << "expected a CameraError";
  } catch (const CameraError& error) {
    EXPECT_STREQ(error.what(), "camera 3rd_view_camera: no picture comes from /dev/video0");
  }
  fake_.Show(1, 9);
  try {
    Camera(rig_, 0, &watch_, fake_.Open());
    FAIL() << "expected a CameraError";
  } catch (const CameraError& error) {
    EXPECT_STREQ(error.what(), "camera 3rd_view_camera: expected pictures of 8x8 from /dev/video0, found 9x8");
  }
}

TEST_F(CameraTest, InspectCamera_SaysRateAndPicture) {
  for (int i = 0; i < 11; ++i) fake_.Show(i);
  const CameraReport report = InspectCamera(rig_, fake_.Open());
  EXPECT_EQ(report.problems, std::vector<std::string>{});
  EXPECT_NEAR(report.rate, 10, 1e-6);
  EXPECT_EQ(report.picture.rgb, std::vector<std::uint8_t>(8 * 8 * 3, 10));
}

TEST_F(CameraTest, InspectCamera_WhatIsWrong_IsNamed) {
  const auto problem = [this] {
    const CameraReport report = InspectCamera(rig_, fake_.Open());
    return report.problems.empty() ? "" : report.problems.front();
  };
  for (int i = 0; i < 11; ++i) fake_.Show(1);
  EXPECT_EQ(problem(), "camera 3rd_view_camera: every picture is the same, to the byte");
  fake_.Show(std::nullopt);
  EXPECT_EQ(problem(), "camera 3rd_view_camera: no picture comes from /dev/video0");
  fake_.Show(1, 10);
  EXPECT_EQ(problem(), "camera 3rd_view_camera: expected pictures of 8x8 from /dev/video0, found 10x8");
}

}  // namespace
}  // namespace blindvla::widowx::testing
