#ifndef BLINDVLA_WIDOWX_DYNAMIXEL_PACKET_READER_H_
#define BLINDVLA_WIDOWX_DYNAMIXEL_PACKET_READER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "widowx/dynamixel/packet.h"

namespace blindvla::dynamixel {

// Finds the packets in what comes over a line that loses and invents bytes: whatever is no whole packet with a right
// checksum is skipped, and no packet behind it is lost. Allocates nothing.
class PacketReader {
 public:
  // What came. Next is to be called until it finds nothing before more than kMaxPacketBytes are appended; what there is
  // no room for pushes out the oldest bytes.
  void Append(std::span<const std::uint8_t> bytes);

  // The next packet; its parameters stay until the next call of any method. False when more bytes are needed.
  bool Next(Packet* packet);

  // Forgets what has not been read.
  void Clear();

  std::uint64_t skipped_bytes() const { return skipped_bytes_; }  // that belonged to no packet

 private:
  std::span<std::uint8_t> unread() { return std::span(buffer_).subspan(begin_, end_ - begin_); }
  void Skip(std::size_t count);

  std::array<std::uint8_t, 2 * kMaxPacketBytes> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::uint64_t skipped_bytes_ = 0;
};

}  // namespace blindvla::dynamixel

#endif  // BLINDVLA_WIDOWX_DYNAMIXEL_PACKET_READER_H_
