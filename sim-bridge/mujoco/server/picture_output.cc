#include "server/picture_output.h"

#include <cstddef>

namespace blindvla {

void PictureOutput::Write(const CameraRequests& cameras, bridge::Observation* observation, const Draw& draw) {
  if (memory_) memory_->Clear();
  // Images are overwritten in place: their buffers are the largest thing in the message.
  auto* images = observation->mutable_images();
  while (images->size() > cameras.size()) images->RemoveLast();
  while (images->size() < cameras.size()) images->Add()->set_encoding(bridge::Image::ENCODING_RGB8);
  for (int i = 0; i < cameras.size(); ++i) {
    bridge::Image& image = (*images)[i];
    image.set_camera(cameras[i].name());
    image.set_width(cameras[i].width());
    image.set_height(cameras[i].height());
    draw(cameras[i], &image, BufferFor(&image));
  }
}

std::uint8_t* PictureOutput::BufferFor(bridge::Image* image) {
  const std::size_t bytes = std::size_t{3} * image->width() * image->height();
  std::uint64_t offset;
  if (std::uint8_t* buffer = memory_ ? memory_->Allocate(bytes, &offset) : nullptr) {
    image->clear_data();
    image->set_memory_offset(offset);
    return buffer;
  }
  image->clear_memory_offset();
  image->mutable_data()->resize(bytes);
  return reinterpret_cast<std::uint8_t*>(image->mutable_data()->data());
}

}  // namespace blindvla
