#ifndef BLINDVLA_WIDOWX_DYNAMIXEL_WIRE_H_
#define BLINDVLA_WIDOWX_DYNAMIXEL_WIRE_H_

#include <array>
#include <cstddef>
#include <cstdint>

namespace blindvla::dynamixel {

// Where things stand in a packet on the wire: header, id, length, instruction, parameters, checksum.
inline constexpr std::array<std::uint8_t, 4> kHeader = {0xFF, 0xFF, 0xFD, 0x00};
inline constexpr std::size_t kIdAt = 4;
inline constexpr std::size_t kLengthAt = 5;
inline constexpr std::size_t kLengthBytes = 2;
inline constexpr std::size_t kInstructionAt = 7;  // what the length counts begins here
inline constexpr std::size_t kCrcBytes = 2;

}  // namespace blindvla::dynamixel

#endif  // BLINDVLA_WIDOWX_DYNAMIXEL_WIRE_H_
