#include "widowx/camera/picture_shaper.h"

#include <cmath>
#include <cstddef>

namespace blindvla::widowx {
namespace {

constexpr int kFraction = 256;

struct Point {
  double x;
  double y;
};

// Where the lens puts what an undistorted picture has at a pixel: the model of OpenCV's calibration.
Point Distort(const Undistortion& lens, int column, int row) {
  const double x = (column - lens.cx) / lens.fx, y = (row - lens.cy) / lens.fy;
  const double r2 = x * x + y * y;
  const double radial = 1 + r2 * (lens.k1 + r2 * (lens.k2 + r2 * lens.k3));
  return {lens.fx * (x * radial + 2 * lens.p1 * x * y + lens.p2 * (r2 + 2 * x * x)) + lens.cx,
          lens.fy * (y * radial + lens.p1 * (r2 + 2 * y * y) + 2 * lens.p2 * x * y) + lens.cy};
}

}  // namespace

PictureShaper::PictureShaper(const CameraRig& camera) : camera_(camera) {
  if (!camera.undistortion) return;
  origins_.reserve(static_cast<std::size_t>(camera.source_width) * camera.source_height);
  for (int row = 0; row < camera.source_height; ++row) {
    for (int column = 0; column < camera.source_width; ++column) {
      const Point from = Distort(*camera.undistortion, column, row);
      const bool is_inside =
          from.x >= 0 && from.y >= 0 && from.x <= camera.source_width - 1 && from.y <= camera.source_height - 1;
      origins_.push_back({is_inside ? static_cast<std::int32_t>(std::lround(from.x * kFraction)) : 0,
                          is_inside ? static_cast<std::int32_t>(std::lround(from.y * kFraction)) : 0, is_inside});
    }
  }
  undistorted_.resize(origins_.size() * 3);
}

void PictureShaper::Shape(const Picture& picture, int width, int height, std::uint8_t* rgb) {
  const Crop crop = camera_.crop.value_or(Crop{0, 0, camera_.source_width, camera_.source_height});
  if (!horizontal_ || horizontal_->result() != width)
    horizontal_.emplace(camera_.source_width, width, crop.left, static_cast<double>(crop.width) / width);
  if (!vertical_ || vertical_->result() != height)
    vertical_.emplace(camera_.source_height, height, crop.top, static_cast<double>(crop.height) / height);
  if (!origins_.empty()) Undistort(picture);
  const std::vector<std::uint8_t>& source = origins_.empty() ? picture.rgb : undistorted_;
  Resample(*horizontal_, *vertical_, source.data(), &scratch_, rgb);
}

void PictureShaper::Undistort(const Picture& picture) {
  const std::size_t stride = static_cast<std::size_t>(picture.width) * 3;
  std::uint8_t* to = undistorted_.data();
  for (const Origin& origin : origins_) {
    const int left = origin.x / kFraction, top = origin.y / kFraction;
    const int right_part = origin.x % kFraction, lower_part = origin.y % kFraction;
    // The last row and column have none beyond them, and no part of one.
    const std::uint8_t* upper = picture.rgb.data() + static_cast<std::size_t>(top) * stride + std::size_t{3} * left;
    const std::uint8_t* lower = upper + (lower_part > 0 ? stride : 0);
    const int right = right_part > 0 ? 3 : 0;
    for (int colour = 0; colour < 3; ++colour, ++to) {
      if (!origin.is_inside) {
        *to = 0;
        continue;
      }
      const int above = upper[colour] * (kFraction - right_part) + upper[colour + right] * right_part;
      const int below = lower[colour] * (kFraction - right_part) + lower[colour + right] * right_part;
      const int sum = above * (kFraction - lower_part) + below * lower_part;
      *to = static_cast<std::uint8_t>((sum + kFraction * kFraction / 2) / (kFraction * kFraction));
    }
  }
}

}  // namespace blindvla::widowx
