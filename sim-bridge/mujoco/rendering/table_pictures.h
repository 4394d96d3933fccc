#ifndef BLINDVLA_RENDERING_TABLE_PICTURES_H_
#define BLINDVLA_RENDERING_TABLE_PICTURES_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "rendering/camera.h"
#include "rendering/png_file.h"

namespace blindvla {

// The pictures shown behind robot and objects, each decoded once per process and resized once per frame size. Shared by
// all sessions.
class TablePictures {
 public:
  // Packed RGB8 of the frame's size; the picture covers the frame's window. Throws EngineFault when the file is no
  // picture.
  std::shared_ptr<const std::vector<std::uint8_t>> Get(const std::filesystem::path& file, const FrameGeometry& frame);

 private:
  // Clients choose the sizes, so the number kept is bounded.
  static constexpr std::size_t kMaxResized = 64;

  struct Resized {
    std::filesystem::path file;
    FrameGeometry frame;
    std::shared_ptr<const std::vector<std::uint8_t>> pixels;
  };

  std::mutex mutex_;
  std::map<std::filesystem::path, RgbImage> decoded_;
  std::list<Resized> resized_;  // most recently used first
};

}  // namespace blindvla

#endif  // BLINDVLA_RENDERING_TABLE_PICTURES_H_
