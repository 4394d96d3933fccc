#include "rendering/table_pictures.h"

#include "rendering/resampler.h"

namespace blindvla {

TablePictures::Pixels TablePictures::Get(const std::filesystem::path& file, const FrameGeometry& frame,
                                         const BackgroundView& view) {
  Pixels native;
  {
    const std::scoped_lock lock(mutex_);
    if (Pixels made = Find(file, frame, view)) return made;
    native = Find(file, frame, {});
    if (!native) {
      native = Resized(file, frame);
      Keep(file, frame, {}, native);
    }
  }
  if (view.is_native()) return native;
  // Without the lock: every episode may have a camera of its own, and no other session waits for its picture.
  Pixels changed = std::make_shared<const std::vector<std::uint8_t>>(Warp(*native, frame, view));
  const std::scoped_lock lock(mutex_);
  Keep(file, frame, view, changed);
  return changed;
}

TablePictures::Pixels TablePictures::Find(const std::filesystem::path& file, const FrameGeometry& frame,
                                          const BackgroundView& view) {
  for (auto made = made_.begin(); made != made_.end(); ++made) {
    if (made->frame == frame && made->view == view && made->file == file) {
      made_.splice(made_.begin(), made_, made);
      return made_.front().pixels;
    }
  }
  return nullptr;
}

void TablePictures::Keep(const std::filesystem::path& file, const FrameGeometry& frame, const BackgroundView& view,
                         Pixels pixels) {
  made_.push_front({file, frame, view, std::move(pixels)});
  if (made_.size() > kMaxMade) made_.pop_back();
}

TablePictures::Pixels TablePictures::Resized(const std::filesystem::path& file, const FrameGeometry& frame) {
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
  return pixels;
}

}  // namespace blindvla
