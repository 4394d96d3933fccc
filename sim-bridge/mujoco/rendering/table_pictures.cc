#include "rendering/table_pictures.h"

#include "rendering/resampler.h"

namespace blindvla {

std::shared_ptr<const std::vector<std::uint8_t>> TablePictures::Get(const std::filesystem::path& file,
                                                                    const FrameGeometry& frame) {
  const std::scoped_lock lock(mutex_);
  for (auto entry = resized_.begin(); entry != resized_.end(); ++entry) {
    if (entry->frame == frame && entry->file == file) {
      resized_.splice(resized_.begin(), resized_, entry);
      return resized_.front().pixels;
    }
  }

  auto decoded = decoded_.find(file);
  if (decoded == decoded_.end()) decoded = decoded_.emplace(file, ReadPng(file)).first;
  const RgbImage& picture = decoded->second;

  const double scale_x = picture.width / frame.window_width;
  const double scale_y = picture.height / frame.window_height;
  const AxisFilter horizontal(picture.width, frame.width, -frame.window_left * scale_x, scale_x);
  const AxisFilter vertical(picture.height, frame.height, -frame.window_top * scale_y, scale_y);
  auto pixels = std::make_shared<std::vector<std::uint8_t>>(static_cast<std::size_t>(frame.width) * frame.height * 3);
  std::vector<std::uint8_t> scratch;
  Resample(horizontal, vertical, picture.pixels.data(), &scratch, pixels->data());

  resized_.push_front({file, frame, std::move(pixels)});
  if (resized_.size() > kMaxResized) resized_.pop_back();
  return resized_.front().pixels;
}

}  // namespace blindvla
