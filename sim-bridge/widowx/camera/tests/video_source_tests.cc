// OpenCV at a camera on the network, and at a film.
#include "widowx/camera/video_source.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "rendering/jpeg.h"
#include "widowx/emulator/camera_server.h"

namespace blindvla::widowx::testing {
namespace {

constexpr int kWidth = 64, kHeight = 48;

// Of one colour: red is the number.
std::vector<std::uint8_t> Jpeg(int number) {
  std::vector<std::uint8_t> rgb;
  for (int i = 0; i < kWidth * kHeight; ++i)
    for (const int value : {number, 200, 40}) rgb.push_back(static_cast<std::uint8_t>(value));
  return ToJpeg(95, kWidth, kHeight, rgb.data());
}

CameraRig RigOf(const std::string& source) {
  CameraRig camera = StandardRig().cameras[0];
  camera.source = source;
  camera.source_width = kWidth;
  camera.source_height = kHeight;
  return camera;
}

// A camera that shows one picture after the other, faster than any real one.
class Broadcast {
 public:
  ~Broadcast() {
    {
      const std::scoped_lock lock(mutex_);
      is_ending_ = true;
    }
    ending_.notify_all();
    thread_.join();
  }
  CameraServer& server() { return server_; }

 private:
  void Run() {
    std::unique_lock lock(mutex_);
    for (int number = 0; !ending_.wait_for(lock, std::chrono::milliseconds(5), [this] { return is_ending_; }); ++number)
      server_.Show(Jpeg(number % 200));
  }

  CameraServer server_{0, "camera"};
  std::mutex mutex_;
  std::condition_variable ending_;
  bool is_ending_ = false;
  std::thread thread_{[this] { Run(); }};
};

TEST(VideoSourceTest, Next_OverHttp_IsWhatTheCameraShows) {
  Broadcast camera;
  const std::unique_ptr<PictureSource> source = OpenVideo(RigOf(camera.server().url()));
  Picture first, second;
  ASSERT_TRUE(source->Next(&first));
  EXPECT_EQ(first.width, kWidth);
  EXPECT_EQ(first.height, kHeight);
  ASSERT_EQ(first.rgb.size(), static_cast<std::size_t>(kWidth) * kHeight * 3);
  EXPECT_NEAR(first.rgb[1], 200, 4);  // and red is not blue
  EXPECT_NEAR(first.rgb[2], 40, 4);
  ASSERT_TRUE(source->Next(&second));
  EXPECT_NE(first.rgb, second.rgb);
  EXPECT_GE(second.captured_at, first.captured_at);
}

TEST(VideoSourceTest, Next_WhatIsNoPicture_IsNone) {
  for (const CameraFault fault : {CameraFault::kGarbage, CameraFault::kClosed}) {
    Broadcast camera;
    const std::unique_ptr<PictureSource> source = OpenVideo(RigOf(camera.server().url()));
    Picture picture;
    ASSERT_TRUE(source->Next(&picture));
    camera.server().SetFault(fault);
    int left = 0;  // that had come before
    while (source->Next(&picture)) ASSERT_LT(++left, 1000);
  }
}

TEST(VideoSourceTest, Next_OfAFilm_BeginsAgainAtItsEnd) {
  const std::string film =
      std::filesystem::temp_directory_path() / ("blindvla-widowx-" + std::to_string(getpid()) + ".mjpeg");
  {
    std::ofstream file(film, std::ios::binary);
    for (const int number : {10, 90, 170}) {
      const std::vector<std::uint8_t> jpeg = Jpeg(number);
      file.write(reinterpret_cast<const char*>(jpeg.data()), static_cast<std::streamsize>(jpeg.size()));
    }
  }
  const std::unique_ptr<PictureSource> source = OpenVideo(RigOf(film));
  for (const int expected : {10, 90, 170, 10, 90}) {
    Picture picture;
    ASSERT_TRUE(source->Next(&picture));
    EXPECT_NEAR(picture.rgb[0], expected, 6);
  }
  std::filesystem::remove(film);
}

TEST(VideoSourceTest, OpenVideo_WhatIsNoVideo_IsNamed) {
  const auto problem = [](const std::string& source) -> std::string {
    try {
      OpenVideo(RigOf(source));
      return "";
    } catch (const CameraError& error) {
      return error.what();
    }
  };
  EXPECT_EQ(problem("/nowhere"), "camera 3rd_view_camera: there is no /nowhere");
  EXPECT_EQ(problem("/tmp"), "camera 3rd_view_camera: /tmp is neither a device nor a file");
  EXPECT_EQ(problem("/dev/null"), "camera 3rd_view_camera: /dev/null cannot be opened as video");
  EXPECT_EQ(problem("http://127.0.0.1:1/none"),
            "camera 3rd_view_camera: http://127.0.0.1:1/none cannot be opened as video");
}

}  // namespace
}  // namespace blindvla::widowx::testing
