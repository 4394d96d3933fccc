#ifndef BLINDVLA_RENDERING_BACKGROUND_VIEW_H_
#define BLINDVLA_RENDERING_BACKGROUND_VIEW_H_

#include <mujoco/mujoco.h>

#include <array>
#include <cstdint>
#include <vector>

#include "rendering/camera.h"

namespace blindvla {

// How the table's picture, taken by the native camera in the native light, looks to the camera and in the light that
// there are. Default: as it was taken.
struct BackgroundView {
  // From the ray through a place of the present view to the one through the native view that shows the same place of
  // the table's plane. Rays are (u, v, 1): tangents to the right and down from the native camera's axis. Row-major.
  std::array<double, 9> homography{1, 0, 0, 0, 1, 0, 0, 0, 1};
  std::array<double, 3> light{1, 1, 1};  // factors of red, green and blue

  bool operator==(const BackgroundView&) const = default;
  bool is_native() const { return *this == BackgroundView(); }

  // Of a model's camera where it is now, in native light. Exact for the table top, and for everything if the camera has
  // only been turned or zoomed. A camera within rounding of the native one is the native one.
  static BackgroundView Of(const mjModel& model, const mjData& data, int camera);
};

// How many times as wide as the native camera's a model's camera sees (tangents); 1 within rounding of it.
double FieldOfViewFactor(const mjModel& model, int camera);

// The picture of a frame as `view` has it, from the same frame seen natively. What the native frame does not show is
// its mirror image.
std::vector<std::uint8_t> Warp(const std::vector<std::uint8_t>& picture, const FrameGeometry& frame,
                               const BackgroundView& view);

}  // namespace blindvla

#endif  // BLINDVLA_RENDERING_BACKGROUND_VIEW_H_
