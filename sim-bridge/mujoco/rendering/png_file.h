#ifndef BLINDVLA_RENDERING_PNG_FILE_H_
#define BLINDVLA_RENDERING_PNG_FILE_H_

#include <cstdint>
#include <filesystem>
#include <vector>

namespace blindvla {

// Packed RGB8, first row at the top.
struct RgbImage {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> pixels;
};

// Throws EngineFault naming the file.
RgbImage ReadPng(const std::filesystem::path& path);
void WritePng(const std::filesystem::path& path, int width, int height, const std::uint8_t* rgb);

}  // namespace blindvla

#endif  // BLINDVLA_RENDERING_PNG_FILE_H_
