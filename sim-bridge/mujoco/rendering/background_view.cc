#include "rendering/background_view.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "simulation/camera.h"

namespace blindvla {
namespace {

// Of positions in metres, of directions and of the field of view: rounding, and the camera's published digits.
constexpr double kNegligible = 1e-6;

// A ray this close to the native picture's own plane (cosine) sees what no picture holds; it is taken to be there.
constexpr double kGrazing = 0.05;

// The index in 0 .. size - 1 that an index beyond either end has in the mirror.
int Mirrored(int index, int size) {
  const int period = 2 * size;
  index = ((index % period) + period) % period;
  return index < size ? index : period - 1 - index;
}

std::uint8_t Level(double value) { return static_cast<std::uint8_t>(std::clamp(value, 0.0, 255.0) + 0.5); }

}  // namespace

double FieldOfViewFactor(const mjModel& model, int camera) {
  const double half = model.cam_fovy[camera] / 2 * std::numbers::pi / 180;
  const double factor = std::tan(half) * kCameraIntrinsics.focal_length / (kCameraHeight / 2.0);
  return std::abs(factor - 1) < kNegligible ? 1 : factor;
}

BackgroundView BackgroundView::Of(const mjModel& model, const mjData& data, int camera) {
  const Pose native = Compose(kRobotBase, ToMujocoCamera(kCameraInBase));
  std::array<mjtNum, 9> native_axes;
  mju_quat2Mat(native_axes.data(), native.quaternion.data());
  const mjtNum* axes = data.cam_xmat + 9 * camera;
  const mjtNum* position = data.cam_xpos + 3 * camera;
  const double zoom = FieldOfViewFactor(model, camera);

  double difference = std::abs(zoom - 1);
  for (int i = 0; i < 9; ++i) difference = std::max(difference, std::abs(axes[i] - native_axes[i]));
  for (int i = 0; i < 3; ++i) difference = std::max(difference, std::abs(position[i] - native.position[i]));
  BackgroundView view;
  if (difference < kNegligible) return view;

  // A ray leaves the present camera in the world's direction d and meets the table's plane at a distance of
  // height / -d.z. Seen from the native camera that place lies in the direction d + offset * (-d.z / height).
  const double height = position[2] - kTableHeightMeters;
  for (int column = 0; column < 3; ++column) {
    // Picture axes: right, down, forward; the camera's own are right, up, back. The optical axis does not zoom.
    const double sign = column == 0 ? 1 : -1;
    const double scale = column == 2 ? sign : sign * zoom;
    std::array<double, 3> direction;
    for (int i = 0; i < 3; ++i) direction[i] = scale * axes[3 * i + column];
    const double nearness = -direction[2] / height;
    for (int i = 0; i < 3; ++i) direction[i] += (position[i] - native.position[i]) * nearness;
    for (int row = 0; row < 3; ++row) {
      double component = 0;
      for (int i = 0; i < 3; ++i) component += native_axes[3 * i + row] * direction[i];
      view.homography[3 * row + column] = row == 0 ? component : -component;
    }
  }
  return view;
}

std::vector<std::uint8_t> Warp(const std::vector<std::uint8_t>& picture, const FrameGeometry& frame,
                               const BackgroundView& view) {
  std::vector<std::uint8_t> warped(picture.size());
  const std::array<double, 9>& h = view.homography;
  // Between pixels of the frame and tangents.
  const double tangent_per_column = kCameraWidth / kCameraIntrinsics.focal_length / frame.window_width;
  const double tangent_per_row = kCameraHeight / kCameraIntrinsics.focal_length / frame.window_height;
  const double principal_column = frame.window_left + kCameraIntrinsics.principal_x / kCameraWidth * frame.window_width;
  const double principal_row = frame.window_top + kCameraIntrinsics.principal_y / kCameraHeight * frame.window_height;

  std::uint8_t* out = warped.data();
  for (int row = 0; row < frame.height; ++row) {
    const double v = (row + 0.5 - principal_row) * tangent_per_row;
    for (int column = 0; column < frame.width; ++column, out += 3) {
      const double u = (column + 0.5 - principal_column) * tangent_per_column;
      const double depth = std::max(h[6] * u + h[7] * v + h[8], kGrazing);
      const double x = (h[0] * u + h[1] * v + h[2]) / depth / tangent_per_column + principal_column - 0.5;
      const double y = (h[3] * u + h[4] * v + h[5]) / depth / tangent_per_row + principal_row - 0.5;
      const double left = std::floor(x), top = std::floor(y);
      const double right_share = x - left, bottom_share = y - top;
      const int x0 = Mirrored(static_cast<int>(left), frame.width);
      const int x1 = Mirrored(static_cast<int>(left) + 1, frame.width);
      const std::uint8_t* row0 =
          &picture[static_cast<std::size_t>(Mirrored(static_cast<int>(top), frame.height)) * frame.width * 3];
      const std::uint8_t* row1 =
          &picture[static_cast<std::size_t>(Mirrored(static_cast<int>(top) + 1, frame.height)) * frame.width * 3];
      for (int channel = 0; channel < 3; ++channel) {
        const int left_place = x0 * 3 + channel, right_place = x1 * 3 + channel;
        const double upper = row0[left_place] + right_share * (row0[right_place] - row0[left_place]);
        const double lower = row1[left_place] + right_share * (row1[right_place] - row1[left_place]);
        out[channel] = Level(view.light[channel] * (upper + bottom_share * (lower - upper)));
      }
    }
  }
  return warped;
}

}  // namespace blindvla
