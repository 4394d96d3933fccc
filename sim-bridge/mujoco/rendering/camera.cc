#include "rendering/camera.h"

#include <cmath>

namespace blindvla {

FrameGeometry FrameGeometry::Covering(int width, int height) {
  constexpr double kAspect = static_cast<double>(kCameraWidth) / kCameraHeight;
  FrameGeometry frame{};
  if (width * kCameraHeight >= height * kCameraWidth) {
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

FrameGeometry FrameGeometry::WithoutMargin(int width, int height) {
  return {width, height, 0, 0, static_cast<double>(width), static_cast<double>(height)};
}

Frustum Frustum::Of(const FrameGeometry& frame, double widening) {
  const double center_v = (kCameraIntrinsics.principal_y - kCameraHeight / 2.0) / kCameraIntrinsics.focal_length;
  const double half = kCameraHeight / 2.0 / kCameraIntrinsics.focal_length * frame.height / frame.window_height;
  const double center_u = (kCameraWidth / 2.0 - kCameraIntrinsics.principal_x) / kCameraIntrinsics.focal_length;
  return {widening * center_u, widening * (center_v - half), widening * (center_v + half)};
}

}  // namespace blindvla
