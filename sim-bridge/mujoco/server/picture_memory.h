#ifndef BLINDVLA_SERVER_PICTURE_MEMORY_H_
#define BLINDVLA_SERVER_PICTURE_MEMORY_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "server/bridge_messages.h"

namespace blindvla {

// A client's memory, in which pictures are left instead of being sent: a picture of 224x224 takes a third of the time
// that a message takes.
class PictureMemory {
 public:
  // None when this process may not open it, it is not what was announced, or its owner could shrink it while it is
  // being written: then pictures go inside the messages.
  static std::optional<PictureMemory> Map(const bridge::SharedMemory& offered);

  // The client has read what is here: there is room for other pictures.
  void Clear() { used_ = 0; }

  // Room for a picture of `bytes`, where the client finds it `offset` bytes from the beginning. Null when there is
  // none.
  std::uint8_t* Allocate(std::size_t bytes, std::uint64_t* offset);

 private:
  struct Unmap {
    std::size_t size;
    void operator()(std::uint8_t* begin) const;
  };
  using Mapping = std::unique_ptr<std::uint8_t, Unmap>;

  explicit PictureMemory(Mapping mapping) : mapping_(std::move(mapping)) {}

  Mapping mapping_;
  std::size_t used_ = 0;
};

}  // namespace blindvla

#endif  // BLINDVLA_SERVER_PICTURE_MEMORY_H_
