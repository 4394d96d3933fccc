#ifndef BLINDVLA_WIDOWX_CAMERA_PICTURE_H_
#define BLINDVLA_WIDOWX_CAMERA_PICTURE_H_

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <vector>

namespace blindvla::widowx {

// A picture of a camera, packed RGB8, first row at the top.
struct Picture {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgb;
  std::chrono::steady_clock::time_point captured_at{};  // when it came from the camera
};

// Where a camera's pictures come from.
class PictureSource {
 public:
  virtual ~PictureSource() = default;

  // Waits for the next one, for a while, and overwrites `picture`. False when none came: there is no going on.
  virtual bool Next(Picture* picture) = 0;
};

// A camera cannot be used. The text says why.
class CameraError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace blindvla::widowx

#endif  // BLINDVLA_WIDOWX_CAMERA_PICTURE_H_
