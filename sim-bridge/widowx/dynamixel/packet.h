#ifndef BLINDVLA_WIDOWX_DYNAMIXEL_PACKET_H_
#define BLINDVLA_WIDOWX_DYNAMIXEL_PACKET_H_

#include <cstddef>
#include <cstdint>
#include <span>

namespace blindvla::dynamixel {

// Everybody on the bus.
inline constexpr std::uint8_t kBroadcast = 0xFE;

// The largest id that one servo can have; 0xFD and 0xFF would look like a header.
inline constexpr std::uint8_t kMaxId = 0xFC;

enum class Instruction : std::uint8_t {
  kPing = 0x01,
  kRead = 0x02,
  kWrite = 0x03,
  kReboot = 0x08,
  kStatus = 0x55,
  kSyncRead = 0x82,
  kSyncWrite = 0x83,
};

// The most that one packet takes on the wire, header and checksum included.
inline constexpr std::size_t kMaxPacketBytes = 1024;

// What is said on the bus, without what carries it. `parameters` of a status begin with its error byte.
struct Packet {
  std::uint8_t id;
  Instruction instruction;
  std::span<const std::uint8_t> parameters;
};

// CRC-16/IBM, most significant bit first, from 0.
std::uint16_t Crc16(std::span<const std::uint8_t> bytes);

// As it goes over the wire: header, stuffed parameters, checksum. Returns how many bytes of `wire` that takes. Throws
// std::length_error when it does not fit.
std::size_t Encode(const Packet& packet, std::span<std::uint8_t, kMaxPacketBytes> wire);

}  // namespace blindvla::dynamixel

#endif  // BLINDVLA_WIDOWX_DYNAMIXEL_PACKET_H_
