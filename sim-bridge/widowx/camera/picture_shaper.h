#ifndef BLINDVLA_WIDOWX_CAMERA_PICTURE_SHAPER_H_
#define BLINDVLA_WIDOWX_CAMERA_PICTURE_SHAPER_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "rendering/resampler.h"
#include "widowx/camera/picture.h"
#include "widowx/rig/rig.h"

namespace blindvla::widowx {

// Makes of a camera's picture what a policy is shown: undistorted, cropped, resized with the filter of the simulator's
// pictures. Not thread-safe.
class PictureShaper {
 public:
  explicit PictureShaper(const CameraRig& camera);

  // `picture` has the source's size; overwrites width * height * 3 bytes at `rgb`.
  void Shape(const Picture& picture, int width, int height, std::uint8_t* rgb);

 private:
  // Where a pixel of the undistorted picture comes from, in 1/256 pixels; nowhere: it is black.
  struct Origin {
    std::int32_t x;
    std::int32_t y;
    bool is_inside;
  };

  void Undistort(const Picture& picture);

  const CameraRig camera_;
  std::vector<Origin> origins_;  // empty: nothing is undistorted
  std::vector<std::uint8_t> undistorted_;
  std::vector<std::uint8_t> scratch_;
  std::optional<AxisFilter> horizontal_;
  std::optional<AxisFilter> vertical_;
};

}  // namespace blindvla::widowx

#endif  // BLINDVLA_WIDOWX_CAMERA_PICTURE_SHAPER_H_
