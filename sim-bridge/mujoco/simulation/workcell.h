#ifndef BLINDVLA_SIMULATION_WORKCELL_H_
#define BLINDVLA_SIMULATION_WORKCELL_H_

#include "control/pose.h"

namespace blindvla {

// When and where things happen, and the camera: the WidowX table-top of the benchmark (arXiv 2510.25616). World frame,
// metres, z up.

inline constexpr double kPhysicsPeriodSeconds = 0.002;
inline constexpr double kControlPeriodSeconds = 0.2;
inline constexpr int kSubstepsPerControlStep = 100;

inline constexpr double kTableHeightMeters = 0.8695;

// The arm looks along -x.
inline constexpr Pose kRobotBase{{0.147, 0.028, 0.870}, {0, 0, 0, 1}};

inline constexpr const char* kCameraName = "3rd_view_camera";
inline constexpr int kCameraWidth = 640;
inline constexpr int kCameraHeight = 480;

// The largest frame that may be rendered off-screen.
inline constexpr int kMaxFrameWidth = 1280;
inline constexpr int kMaxFrameHeight = 960;

// Pinhole intrinsics in pixels of the native frame.
struct CameraIntrinsics {
  double focal_length;
  double principal_x;
  double principal_y;
};
inline constexpr CameraIntrinsics kCameraIntrinsics{623.588, 319.501, 239.545};

// In the base frame; x forward, y left, z up, as the benchmark publishes it.
inline constexpr Pose kCameraInBase{{0, -0.16, 0.36}, {0.8992917, -0.09263245, 0.35892478, 0.23209205}};

}  // namespace blindvla

#endif  // BLINDVLA_SIMULATION_WORKCELL_H_
