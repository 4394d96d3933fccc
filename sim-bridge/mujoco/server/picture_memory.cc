#include "server/picture_memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "server/descriptor.h"
#include "server/limits.h"

namespace blindvla {

std::unique_ptr<PictureMemory> PictureMemory::Map(const bridge::SharedMemory& offered) {
  if (offered.bytes() == 0 || offered.bytes() > kMaxImageBytes) return nullptr;
  const Descriptor file(open(offered.path().c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file) return nullptr;
  // Only memory has seals. One that can shrink would let its owner end this process with SIGBUS.
  const int seals = fcntl(file.get(), F_GET_SEALS);
  if (seals < 0 || (seals & F_SEAL_SHRINK) == 0) return nullptr;
  struct stat status {};
  if (fstat(file.get(), &status) != 0 || static_cast<std::uint64_t>(status.st_size) < offered.bytes()) return nullptr;
  void* begin = mmap(nullptr, offered.bytes(), PROT_READ | PROT_WRITE, MAP_SHARED, file.get(), 0);
  if (begin == MAP_FAILED) return nullptr;
  return std::unique_ptr<PictureMemory>(new PictureMemory(static_cast<std::uint8_t*>(begin), offered.bytes()));
}

PictureMemory::~PictureMemory() { munmap(begin_, size_); }

std::uint8_t* PictureMemory::Take(std::size_t bytes, std::uint64_t* offset) {
  if (bytes > size_ - used_) return nullptr;
  *offset = used_;
  used_ += bytes;
  return begin_ + *offset;
}

}  // namespace blindvla
