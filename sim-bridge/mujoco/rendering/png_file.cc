#include "rendering/png_file.h"

#include <png.h>

#include <string>

#include "simulation/errors.h"

namespace blindvla {
namespace {

// Larger pictures than any camera shows only cost memory; a hostile header could ask for gigabytes.
constexpr unsigned kMaxSide = 8192;

}  // namespace

RgbImage ReadPng(const std::filesystem::path& path) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_file(&png, path.c_str()) == 0) {
    throw EngineFault("cannot read the picture " + path.string() + ": " + png.message);
  }
  if (png.width > kMaxSide || png.height > kMaxSide) {
    const std::string size = std::to_string(png.width) + "x" + std::to_string(png.height);
    png_image_free(&png);
    throw EngineFault("the picture " + path.string() + " has " + size + " pixels; at most " + std::to_string(kMaxSide) +
                      " a side are read");
  }
  png.format = PNG_FORMAT_RGB;
  RgbImage image{static_cast<int>(png.width), static_cast<int>(png.height),
                 std::vector<std::uint8_t>(PNG_IMAGE_SIZE(png))};
  const png_color black{0, 0, 0};
  if (png_image_finish_read(&png, &black, image.pixels.data(), 0, nullptr) == 0) {
    throw EngineFault("cannot read the picture " + path.string() + ": " + png.message);
  }
  return image;
}

void WritePng(const std::filesystem::path& path, int width, int height, const std::uint8_t* rgb) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  png.width = static_cast<unsigned>(width);
  png.height = static_cast<unsigned>(height);
  png.format = PNG_FORMAT_RGB;
  if (png_image_write_to_file(&png, path.c_str(), 0, rgb, 0, nullptr) == 0) {
    throw EngineFault("cannot write the picture " + path.string() + ": " + png.message);
  }
}

}  // namespace blindvla
