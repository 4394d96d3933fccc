#include "rendering/camera.h"

#include <cmath>

namespace blindvla {

FrameGeometry FrameGeometry::Covering(int width, int height) {
  constexpr double kAspect = static_cast<double>(Camera::kWidth) / Camera::kHeight;
  FrameGeometry frame{};
  if (width * Camera::kHeight >= height * Camera::kWidth) {
    frame.window_width = width;
    frame.window_height = width / kAspect;
  } else {
    frame.window_width = height * kAspect;
    frame.window_height = height;
  }
  // A hair off, so that 480 * (4 / 3.) is 640 and not 641.
  frame.width = static_cast<int>(std::ceil(frame.window_width - 1e-6));
  frame.height = static_cast<int>(std::ceil(frame.window_height - 1e-6));
  frame.window_left = (frame.width - frame.window_width) / 2;
  frame.window_top = (frame.height - frame.window_height) / 2;
  return frame;
}

Frustum Frustum::Of(const FrameGeometry& frame) {
  const double center_v = (Camera::kCentreV - Camera::kHeight / 2.0) / Camera::kFocalLength;
  const double half = Camera::kHeight / 2.0 / Camera::kFocalLength * frame.height / frame.window_height;
  return {(Camera::kWidth / 2.0 - Camera::kCentreU) / Camera::kFocalLength, center_v - half, center_v + half};
}

}  // namespace blindvla
