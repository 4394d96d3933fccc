#ifndef BLINDVLA_RENDERING_CAMERA_H_
#define BLINDVLA_RENDERING_CAMERA_H_

namespace blindvla {

// Pinhole intrinsics of the one camera of the workcell (arXiv 2510.25616, the benchmark's third-person view). Pixels; u
// to the right and v down, from the outer corner of the top left pixel. The pose is the model's.
struct Camera {
  static constexpr char kName[] = "3rd_view_camera";
  static constexpr int kWidth = 640;
  static constexpr int kHeight = 480;
  static constexpr double kFocalLength = 623.588;
  static constexpr double kCentreU = 319.501;
  static constexpr double kCentreV = 239.545;
  static constexpr double kNearMeters = 0.01;
  static constexpr double kFarMeters = 100.0;

  // Sizes that may be asked for.
  static constexpr int kMinSize = 8;
  static constexpr int kMaxWidth = 1280;
  static constexpr int kMaxHeight = 960;
};

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
};

// The view volume of a frame at unit distance. MuJoCo derives the horizontal extent from the frame's aspect ratio.
struct Frustum {
  double center;  // horizontal
  double bottom;
  double top;

  static Frustum Of(const FrameGeometry& frame);
};

}  // namespace blindvla

#endif  // BLINDVLA_RENDERING_CAMERA_H_
