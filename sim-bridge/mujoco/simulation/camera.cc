#include "simulation/camera.h"

#include <cmath>
#include <numbers>

namespace blindvla {

Pose ToMujocoCamera(const Pose& camera) {
  // Columns of the rotation are MuJoCo's axes in the x-forward frame: right = -y, up = z, back = -x.
  constexpr Pose kAxes{{0, 0, 0}, {0.5, 0.5, -0.5, -0.5}};
  return Compose(camera, kAxes);
}

double VerticalFieldOfView(const CameraIntrinsics& intrinsics, int height) {
  return 2 * std::atan(height / 2.0 / intrinsics.focal_length) * 180 / std::numbers::pi;
}

std::array<double, 2> Project(const Pose& camera, const CameraIntrinsics& intrinsics,
                              const std::array<double, 3>& point) {
  const auto [forward, left, up] = Compose(Inverse(camera), Pose{point}).position;
  return {intrinsics.principal_x - intrinsics.focal_length * left / forward,
          intrinsics.principal_y - intrinsics.focal_length * up / forward};
}

}  // namespace blindvla
