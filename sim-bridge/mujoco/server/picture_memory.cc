#include "server/picture_memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "server/descriptor.h"
#include "server/limits.h"

namespace blindvla {

std::optional<PictureMemory> PictureMemory::Map(const bridge::SharedMemory& offered) {
  if (offered.bytes() == 0 || offered.bytes() > kMaxImageBytes) return std::nullopt;
  const Descriptor file(open(offered.path().c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file) return std::nullopt;
  // Only memory has seals. One that can shrink would let its owner end this process with SIGBUS.
  const int seals = fcntl(file.get(), F_GET_SEALS);
  if (seals < 0 || (seals & F_SEAL_SHRINK) == 0) return std::nullopt;
  struct stat status {};
  if (fstat(file.get(), &status) != 0 || static_cast<std::uint64_t>(status.st_size) < offered.bytes())
    return std::nullopt;
  void* begin = mmap(nullptr, offered.bytes(), PROT_READ | PROT_WRITE, MAP_SHARED, file.get(), 0);
  if (begin == MAP_FAILED) return std::nullopt;
  return PictureMemory(Mapping(static_cast<std::uint8_t*>(begin), Unmap{offered.bytes()}));
}

void PictureMemory::Unmap::operator()(std::uint8_t* begin) const { munmap(begin, size); }

std::uint8_t* PictureMemory::Allocate(std::size_t bytes, std::uint64_t* offset) {
  if (bytes > mapping_.get_deleter().size - used_) return nullptr;
  *offset = used_;
  used_ += bytes;
  return mapping_.get() + *offset;
}

}  // namespace blindvla
