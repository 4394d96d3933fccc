#include "widowx/camera/video_source.h"

#include <stdlib.h>
#include <sys/stat.h>

#include <algorithm>
#include <opencv2/videoio.hpp>
#include <string>
#include <thread>

namespace blindvla::widowx {
namespace {

using Clock = std::chrono::steady_clock;

// A camera on a network takes a while to begin.
constexpr int kOpenMilliseconds = 5000;
constexpr int kLeastReadMilliseconds = 1000;

enum class Kind { kDevice, kFile, kNetwork };

Kind KindOf(const CameraRig& camera) {
  if (camera.source.rfind("http://", 0) == 0) return Kind::kNetwork;
  struct stat status;
  if (stat(camera.source.c_str(), &status) != 0)
    throw CameraError("camera " + camera.name + ": there is no " + camera.source);
  if (S_ISCHR(status.st_mode)) return Kind::kDevice;
  if (S_ISREG(status.st_mode)) return Kind::kFile;
  throw CameraError("camera " + camera.name + ": " + camera.source + " is neither a device nor a file");
}

class Video final : public PictureSource {
 public:
  explicit Video(const CameraRig& camera) : camera_(camera), kind_(KindOf(camera)) {
    // What a decoder has to say of a broken picture is of no use to anybody.
    setenv("OPENCV_FFMPEG_LOGLEVEL", "-8", 0);
    setenv("OPENCV_LOG_LEVEL", "SILENT", 0);
    if (!Open()) throw CameraError("camera " + camera.name + ": " + camera.source + " cannot be opened as video");
    const double rate = video_.get(cv::CAP_PROP_FPS);
    if (rate > 0) period_ = std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(1 / rate));
  }

  bool Next(Picture* picture) override {
    if (kind_ == Kind::kFile) {
      std::this_thread::sleep_until(next_);
      next_ = std::max(next_ + period_, Clock::now());
    }
    bool has_come = video_.grab();
    if (!has_come && kind_ == Kind::kFile) has_come = Open() && video_.grab();
    if (!has_come) return false;
    picture->captured_at = Clock::now();
    if (!video_.retrieve(frame_) || frame_.type() != CV_8UC3) return false;
    picture->width = frame_.cols;
    picture->height = frame_.rows;
    picture->rgb.resize(frame_.total() * 3);
    std::uint8_t* to = picture->rgb.data();
    for (int row = 0; row < frame_.rows; ++row) {
      const std::uint8_t* bgr = frame_.ptr(row);
      for (int column = 0; column < frame_.cols; ++column, bgr += 3, to += 3) {
        to[0] = bgr[2];
        to[1] = bgr[1];
        to[2] = bgr[0];
      }
    }
    return true;
  }

 private:
  bool Open() {
    if (kind_ == Kind::kDevice) {
      return video_.open(
          camera_.source, cv::CAP_V4L2,
          {cv::CAP_PROP_FRAME_WIDTH, camera_.source_width, cv::CAP_PROP_FRAME_HEIGHT, camera_.source_height});
    }
    // A camera that may be late is not lost before it is.
    const int read = std::max(kLeastReadMilliseconds, static_cast<int>(1000 * camera_.stale_seconds));
    return video_.open(
        camera_.source, cv::CAP_FFMPEG,
        {cv::CAP_PROP_OPEN_TIMEOUT_MSEC, std::max(kOpenMilliseconds, read), cv::CAP_PROP_READ_TIMEOUT_MSEC, read});
  }

  const CameraRig camera_;
  const Kind kind_;
  cv::VideoCapture video_;
  cv::Mat frame_;
  Clock::duration period_ = std::chrono::milliseconds(100);
  Clock::time_point next_{};
};

}  // namespace

std::unique_ptr<PictureSource> OpenVideo(const CameraRig& camera) { return std::make_unique<Video>(camera); }

}  // namespace blindvla::widowx
