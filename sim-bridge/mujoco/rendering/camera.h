#ifndef BLINDVLA_RENDERING_CAMERA_H_
#define BLINDVLA_RENDERING_CAMERA_H_

#include "simulation/workcell.h"

namespace blindvla {

// The workcell has one camera: kCameraName, with kCameraIntrinsics in pixels of its native frame, u to the right and v
// down from the outer corner of the top left pixel. Its pose and how much wider it sees are the model's. Clipping
// planes as the benchmark has them (arXiv 2510.25616).
inline constexpr double kNearMeters = 0.01;
inline constexpr double kFarMeters = 100.0;

// The smallest side of an image that may be asked for; the largest are kMaxFrameWidth and kMaxFrameHeight.
inline constexpr int kMinImageSize = 8;

// What is drawn in order to show the whole native view at a requested size: the smallest frame of the native aspect
// ratio that covers the request. Rounded up to whole pixels, so that the native view is a window up to one pixel
// smaller than the frame.
struct FrameGeometry {
  int width;  // of the frame, pixels
  int height;
  double window_left;  // of the native view in the frame, pixels
  double window_top;
  double window_width;
  double window_height;

  bool operator==(const FrameGeometry&) const = default;
  auto operator<=>(const FrameGeometry&) const = default;

  static FrameGeometry Covering(int width, int height);

  // A frame that is all window.
  static FrameGeometry WithoutMargin(int width, int height);
};

// The view volume of a frame at unit distance. MuJoCo derives the horizontal extent from the frame's aspect ratio.
struct Frustum {
  double center;  // horizontal
  double bottom;
  double top;

  // `widening`: of all tangents, against the native view.
  static Frustum Of(const FrameGeometry& frame, double widening = 1);
};

}  // namespace blindvla

#endif  // BLINDVLA_RENDERING_CAMERA_H_
