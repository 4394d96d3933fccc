#ifndef BLINDVLA_SERVER_PICTURE_MEMORY_H_
#define BLINDVLA_SERVER_PICTURE_MEMORY_H_

#include <cstddef>
#include <memory>

#include "simulation/bridge_messages.h"

namespace blindvla {

// A client's memory, in which pictures are left instead of being sent: a picture of 224x224 takes a third of the time
// that a message takes.
class PictureMemory {
 public:
  // Null when this process may not open it, it is not what was announced, or its owner could shrink it while it is
  // being written: then pictures go inside the messages.
  static std::unique_ptr<PictureMemory> Map(const bridge::SharedMemory& offered);

  ~PictureMemory();
  PictureMemory(const PictureMemory&) = delete;
  PictureMemory& operator=(const PictureMemory&) = delete;

  // Moves the response's pictures here, one behind the other, as far as there is room.
  void MovePictures(bridge::ConnectResponse* response);

 private:
  PictureMemory(std::byte* begin, std::size_t size) : begin_(begin), size_(size) {}

  std::byte* const begin_;
  const std::size_t size_;
};

}  // namespace blindvla

#endif  // BLINDVLA_SERVER_PICTURE_MEMORY_H_
