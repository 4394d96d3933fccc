#include "widowx/dynamixel/packet_reader.h"

#include <algorithm>

#include "widowx/dynamixel/little_endian.h"
#include "widowx/dynamixel/wire.h"

namespace blindvla::dynamixel {
namespace {

constexpr std::size_t kMinLength = 3;  // instruction and checksum

// Where a header begins, or as much of one as the end leaves room for; the size when there is none.
std::size_t FindHeader(std::span<const std::uint8_t> bytes) {
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    const std::size_t seen = std::min(kHeader.size(), bytes.size() - at);
    if (std::equal(bytes.begin() + at, bytes.begin() + at + seen, kHeader.begin())) return at;
  }
  return bytes.size();
}

// Takes the stuffing out, in place; returns how many bytes are left. 0 where stuffing is missing: nobody sends that.
std::size_t Unstuff(std::span<std::uint8_t> bytes) {
  std::size_t size = 0;
  int matched = 0;  // of FF FF FD, in the bytes as they came
  for (const std::uint8_t byte : bytes) {
    if (matched == 3) {
      if (byte != 0xFD) return 0;
      matched = 0;
      continue;
    }
    bytes[size++] = byte;
    if (byte == 0xFF)
      matched = std::min(matched + 1, 2);
    else
      matched = byte == 0xFD && matched == 2 ? 3 : 0;
  }
  return matched == 3 ? 0 : size;
}

}  // namespace

void PacketReader::Append(std::span<const std::uint8_t> bytes) {
  if (bytes.size() > buffer_.size()) {
    skipped_bytes_ += bytes.size() - buffer_.size();
    bytes = bytes.last(buffer_.size());
  }
  const std::size_t unread_bytes = end_ - begin_;
  if (unread_bytes + bytes.size() > buffer_.size()) Skip(unread_bytes + bytes.size() - buffer_.size());
  std::copy(buffer_.begin() + begin_, buffer_.begin() + end_, buffer_.begin());
  end_ -= begin_;
  begin_ = 0;
  std::copy(bytes.begin(), bytes.end(), buffer_.begin() + end_);
  end_ += bytes.size();
}

bool PacketReader::Next(Packet* packet) {
  for (;;) {
    Skip(FindHeader(unread()));
    const std::span<std::uint8_t> bytes = unread();
    if (bytes.size() < kInstructionAt) return false;
    const std::size_t length = LoadLittleEndian(bytes.subspan(kLengthAt, kLengthBytes));
    const std::size_t total = kInstructionAt + length;
    const std::uint8_t id = bytes[kIdAt];
    if (length < kMinLength || total > kMaxPacketBytes || (id > kMaxId && id != kBroadcast)) {
      Skip(1);
      continue;
    }
    // Stuffing keeps a header out of a packet's inside: the packet that began here has lost its end.
    const std::size_t inside = std::min(bytes.size(), total - kCrcBytes);
    const std::size_t inner = 1 + FindHeader(bytes.subspan(1, inside - 1));
    if (inner + kHeader.size() <= inside) {
      Skip(inner);
      continue;
    }
    if (bytes.size() < total) return false;
    if (Crc16(bytes.first(total - kCrcBytes)) != LoadLittleEndian(bytes.subspan(total - kCrcBytes, kCrcBytes))) {
      Skip(1);
      continue;
    }
    const std::span<std::uint8_t> body = bytes.subspan(kInstructionAt, length - kCrcBytes);
    const std::size_t size = Unstuff(body);
    if (size == 0) {
      Skip(1);
      continue;
    }
    *packet = {id, static_cast<Instruction>(body[0]), body.subspan(1, size - 1)};
    begin_ += total;
    return true;
  }
}

void PacketReader::Clear() { Skip(end_ - begin_); }

void PacketReader::Skip(std::size_t count) {
  begin_ += count;
  skipped_bytes_ += count;
}

}  // namespace blindvla::dynamixel
