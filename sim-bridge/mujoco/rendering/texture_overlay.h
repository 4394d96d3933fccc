#ifndef BLINDVLA_RENDERING_TEXTURE_OVERLAY_H_
#define BLINDVLA_RENDERING_TEXTURE_OVERLAY_H_

#include <cstdint>
#include <filesystem>
#include <vector>

#include "rendering/camera.h"
#include "rendering/table_pictures.h"

namespace blindvla {

// A texture to blend into every picture. Depends on nothing but the picture.
struct TextureOverlay {
  enum class Region {
    kForeground,  // robot and objects, with the texture fitted to the box around them
    kWholeImage,  // everything; the texture is twice as large as the picture, and the box's centre is the offset of the
                  // window that shows
  };
  std::filesystem::path texture;
  Region region;
  double strength;  // 0 to 1
};

// Blends into `picture`, a frame of packed RGB8 with its first row at the top. `is_foreground`: per pixel, first row at
// the top as well. out = strength * texture + (1 - strength) * picture, rounded.
void Blend(const TextureOverlay& overlay, TablePictures* pictures, const std::vector<std::uint8_t>& is_foreground,
           const FrameGeometry& frame, std::uint8_t* picture);

}  // namespace blindvla

#endif  // BLINDVLA_RENDERING_TEXTURE_OVERLAY_H_
