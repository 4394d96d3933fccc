#ifndef BLINDVLA_WIDOWX_DYNAMIXEL_LITTLE_ENDIAN_H_
#define BLINDVLA_WIDOWX_DYNAMIXEL_LITTLE_ENDIAN_H_

#include <cstdint>
#include <span>

namespace blindvla::dynamixel {

// Numbers of up to 4 bytes, the lowest byte first, as registers have them.

inline void StoreLittleEndian(std::uint64_t value, std::span<std::uint8_t> bytes) {
  for (std::uint8_t& byte : bytes) {
    byte = static_cast<std::uint8_t>(value);
    value >>= 8;
  }
}

inline std::uint32_t LoadLittleEndian(std::span<const std::uint8_t> bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | bytes[i];
  return value;
}

// In two's complement.
inline std::int32_t LoadSigned(std::span<const std::uint8_t> bytes) {
  const std::uint32_t value = LoadLittleEndian(bytes);
  const std::uint32_t sign = std::uint32_t{1} << (8 * bytes.size() - 1);
  return static_cast<std::int32_t>((value ^ sign) - sign);
}

}  // namespace blindvla::dynamixel

#endif  // BLINDVLA_WIDOWX_DYNAMIXEL_LITTLE_ENDIAN_H_
