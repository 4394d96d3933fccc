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

#include "rendering/background_view.h"
#include "rendering/camera.h"
#include "rendering/png_file.h"

namespace blindvla {

// The pictures shown behind robot and objects, and the textures blended over them, each decoded once per process and
// resized once per frame size. Shared by all sessions.
class TablePictures {
 public:
  // Packed RGB8 of the frame's size; the picture covers the frame's window, as `view` has it. Throws EngineFault when
  // the file is no picture.
  std::shared_ptr<const std::vector<std::uint8_t>> Get(const std::filesystem::path& file, const FrameGeometry& frame,
                                                       const BackgroundView& view = {});

 private:
  using Pixels = std::shared_ptr<const std::vector<std::uint8_t>>;

  // With mutex_ held.
  Pixels Find(const std::filesystem::path& file, const FrameGeometry& frame, const BackgroundView& view);
  void Keep(const std::filesystem::path& file, const FrameGeometry& frame, const BackgroundView& view, Pixels pixels);
  Pixels Resized(const std::filesystem::path& file, const FrameGeometry& frame);

  // Clients choose the sizes, so the number kept is bounded.
  static constexpr std::size_t kMaxMade = 64;

  struct Made {
    std::filesystem::path file;
    FrameGeometry frame;
    BackgroundView view;
    Pixels pixels;
  };

  std::mutex mutex_;
  std::map<std::filesystem::path, RgbImage> decoded_;
  std::list<Made> made_;  // most recently used first
};

}  // namespace blindvla

#endif  // BLINDVLA_RENDERING_TABLE_PICTURES_H_
