#include "rendering/texture_overlay.h"

#include <algorithm>

#include "rendering/resampler.h"

namespace blindvla {
namespace {

// Pixels from `left` to before `right`, `top` to before `bottom`.
struct Box {
  int left;
  int top;
  int right;
  int bottom;

  bool is_empty() const { return left >= right; }
  int width() const { return right - left; }
  int height() const { return bottom - top; }
};

Box BoxAround(const std::vector<std::uint8_t>& is_foreground, int width, int height) {
  Box box{width, height, 0, 0};
  for (int row = 0; row < height; ++row) {
    const std::uint8_t* begin = &is_foreground[static_cast<std::size_t>(row) * width];
    const std::uint8_t* end = begin + width;
    const std::uint8_t* first = std::find(begin, end, 1);
    if (first == end) continue;
    const std::uint8_t* last = end - 1;
    while (*last == 0) --last;
    box.left = std::min(box.left, static_cast<int>(first - begin));
    box.right = std::max(box.right, static_cast<int>(last - begin) + 1);
    box.top = std::min(box.top, row);
    box.bottom = row + 1;
  }
  return box;
}

void BlendRow(float strength, const std::uint8_t* texture, int bytes, std::uint8_t* picture) {
  const float rest = 1 - strength;
  for (int i = 0; i < bytes; ++i)
    picture[i] = static_cast<std::uint8_t>(strength * texture[i] + rest * picture[i] + 0.5f);
}

void BlendForeground(const TextureOverlay& overlay, TablePictures* pictures,
                     const std::vector<std::uint8_t>& is_foreground, const FrameGeometry& frame,
                     std::uint8_t* picture) {
  const Box box = BoxAround(is_foreground, frame.width, frame.height);
  if (box.is_empty()) return;
  // Reduced to the frame's size once, then fitted to the box of every picture.
  const auto texture = pictures->Get(overlay.texture, FrameGeometry::WithoutMargin(frame.width, frame.height));
  const AxisFilter horizontal(frame.width, box.width(), 0, static_cast<double>(frame.width) / box.width());
  const AxisFilter vertical(frame.height, box.height(), 0, static_cast<double>(frame.height) / box.height());
  std::vector<std::uint8_t> fitted(static_cast<std::size_t>(box.width()) * box.height() * 3);
  std::vector<std::uint8_t> scratch;
  Resample(horizontal, vertical, texture->data(), &scratch, fitted.data());

  for (int row = box.top; row < box.bottom; ++row) {
    const std::size_t line = static_cast<std::size_t>(row) * frame.width;
    const std::uint8_t* fitted_line = &fitted[static_cast<std::size_t>(row - box.top) * box.width() * 3];
    for (int begin = box.left; begin < box.right;) {
      const std::uint8_t kind = is_foreground[line + begin];
      int end = begin + 1;
      while (end < box.right && is_foreground[line + end] == kind) ++end;
      if (kind != 0) {
        BlendRow(static_cast<float>(overlay.strength), fitted_line + (begin - box.left) * 3, (end - begin) * 3,
                 picture + (line + begin) * 3);
      }
      begin = end;
    }
  }
}

void BlendWhole(const TextureOverlay& overlay, TablePictures* pictures, const std::vector<std::uint8_t>& is_foreground,
                const FrameGeometry& frame, std::uint8_t* picture) {
  const Box box = BoxAround(is_foreground, frame.width, frame.height);
  const int texture_width = 2 * frame.width;
  const int texture_height = 2 * frame.height;
  const auto texture = pictures->Get(overlay.texture, FrameGeometry::WithoutMargin(texture_width, texture_height));
  // Where there is nothing in the foreground, the picture's own centre.
  const int left = box.is_empty() ? frame.width / 2 : std::min((box.left + box.right) / 2, frame.width);
  const int top = box.is_empty() ? frame.height / 2 : std::min((box.top + box.bottom) / 2, frame.height);
  for (int row = 0; row < frame.height; ++row) {
    BlendRow(static_cast<float>(overlay.strength),
             texture->data() + (static_cast<std::size_t>(top + row) * texture_width + left) * 3, frame.width * 3,
             picture + static_cast<std::size_t>(row) * frame.width * 3);
  }
}

}  // namespace

void Blend(const TextureOverlay& overlay, TablePictures* pictures, const std::vector<std::uint8_t>& is_foreground,
           const FrameGeometry& frame, std::uint8_t* picture) {
  switch (overlay.region) {
    case TextureOverlay::Region::kForeground:
      return BlendForeground(overlay, pictures, is_foreground, frame, picture);
    case TextureOverlay::Region::kWholeImage:
      return BlendWhole(overlay, pictures, is_foreground, frame, picture);
  }
}

}  // namespace blindvla
