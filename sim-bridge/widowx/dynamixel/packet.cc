#include "widowx/dynamixel/packet.h"

#include <array>
#include <stdexcept>

#include "widowx/dynamixel/little_endian.h"
#include "widowx/dynamixel/wire.h"

namespace blindvla::dynamixel {
namespace {

constexpr std::uint16_t kPolynomial = 0x8005;

constexpr std::array<std::uint16_t, 256> CrcOfEveryByte() {
  std::array<std::uint16_t, 256> table{};
  for (std::size_t byte = 0; byte < table.size(); ++byte) {
    auto crc = static_cast<std::uint16_t>(byte << 8);
    for (int bit = 0; bit < 8; ++bit)
      crc = static_cast<std::uint16_t>((crc & 0x8000) != 0 ? (crc << 1) ^ kPolynomial : crc << 1);
    table[byte] = crc;
  }
  return table;
}

constexpr std::array<std::uint16_t, 256> kCrcOfEveryByte = CrcOfEveryByte();

}  // namespace

std::uint16_t Crc16(std::span<const std::uint8_t> bytes) {
  std::uint16_t crc = 0;
  for (const std::uint8_t byte : bytes)
    crc = static_cast<std::uint16_t>((crc << 8) ^ kCrcOfEveryByte[(crc >> 8) ^ byte]);
  return crc;
}

std::size_t Encode(const Packet& packet, std::span<std::uint8_t, kMaxPacketBytes> wire) {
  std::size_t size = 0;
  const auto put = [&](std::uint8_t byte) {
    if (size == wire.size() - kCrcBytes) throw std::length_error("a packet of more than 1024 bytes");
    wire[size++] = byte;
  };
  for (const std::uint8_t byte : kHeader) put(byte);
  put(packet.id);
  put(0);  // the length, once it is known
  put(0);
  put(static_cast<std::uint8_t>(packet.instruction));
  for (const std::uint8_t byte : packet.parameters) {
    put(byte);
    const bool looks_like_header =
        byte == 0xFD && size >= kInstructionAt + 3 && wire[size - 2] == 0xFF && wire[size - 3] == 0xFF;
    if (looks_like_header) put(0xFD);
  }
  StoreLittleEndian(size - kInstructionAt + kCrcBytes, wire.subspan(kLengthAt, kLengthBytes));
  StoreLittleEndian(Crc16(wire.first(size)), wire.subspan(size, kCrcBytes));
  return size + kCrcBytes;
}

}  // namespace blindvla::dynamixel
