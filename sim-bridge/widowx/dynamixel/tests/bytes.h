#ifndef BLINDVLA_WIDOWX_DYNAMIXEL_TESTS_BYTES_H_
#define BLINDVLA_WIDOWX_DYNAMIXEL_TESTS_BYTES_H_

#include <array>
#include <cstdint>
#include <span>
#include <sstream>
#include <string>
#include <vector>

#include "widowx/dynamixel/packet.h"

namespace blindvla::dynamixel::testing {

using Bytes = std::vector<std::uint8_t>;

// From "FF 0A 00".
inline Bytes Hex(const std::string& text) {
  Bytes bytes;
  std::istringstream stream(text);
  for (unsigned value; stream >> std::hex >> value;) bytes.push_back(static_cast<std::uint8_t>(value));
  return bytes;
}

inline Bytes Wire(std::uint8_t id, Instruction instruction, std::span<const std::uint8_t> parameters) {
  std::array<std::uint8_t, kMaxPacketBytes> wire;
  const std::size_t size = Encode({id, instruction, parameters}, wire);
  return {wire.begin(), wire.begin() + static_cast<std::ptrdiff_t>(size)};
}

inline Bytes Status(std::uint8_t id, std::uint8_t error, const Bytes& data) {
  Bytes parameters{error};
  parameters.insert(parameters.end(), data.begin(), data.end());
  return Wire(id, Instruction::kStatus, parameters);
}

}  // namespace blindvla::dynamixel::testing

#endif  // BLINDVLA_WIDOWX_DYNAMIXEL_TESTS_BYTES_H_
