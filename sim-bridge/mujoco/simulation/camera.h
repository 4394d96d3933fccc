#ifndef BLINDVLA_SIMULATION_CAMERA_H_
#define BLINDVLA_SIMULATION_CAMERA_H_

#include <array>

#include "control/pose.h"
#include "simulation/workcell.h"

namespace blindvla {

// The same camera with axes as MuJoCo has them (x right, y up, looking along -z) instead of x forward, y left, z up.
Pose ToMujocoCamera(const Pose& camera);

// Vertical field of view in degrees, of a frame whose principal point is its centre.
double VerticalFieldOfView(const CameraIntrinsics& intrinsics, int height);

// Pixel (column from the left, row from the top) at which a camera (x forward, y left, z up) sees a point. Both in one
// frame; the point lies in front of the camera.
std::array<double, 2> Project(const Pose& camera, const CameraIntrinsics& intrinsics,
                              const std::array<double, 3>& point);

}  // namespace blindvla

#endif  // BLINDVLA_SIMULATION_CAMERA_H_
