#ifndef BLINDVLA_SERVER_DESCRIPTOR_H_
#define BLINDVLA_SERVER_DESCRIPTOR_H_

#include <unistd.h>

#include <utility>

namespace blindvla {

// Owns an open file descriptor, or none.
class Descriptor {
 public:
  // Of what a system call returned; negative: none.
  explicit Descriptor(int descriptor = -1) : descriptor_(descriptor) {}
  ~Descriptor() { Close(); }
  Descriptor(Descriptor&& other) noexcept : descriptor_(other.Release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) {
      Close();
      descriptor_ = other.Release();
    }
    return *this;
  }

  explicit operator bool() const { return descriptor_ >= 0; }
  int get() const { return descriptor_; }

  // Somebody else closes it.
  int Release() { return std::exchange(descriptor_, -1); }

  void Close() {
    if (descriptor_ >= 0) ::close(Release());
  }

 private:
  int descriptor_;
};

}  // namespace blindvla

#endif  // BLINDVLA_SERVER_DESCRIPTOR_H_
