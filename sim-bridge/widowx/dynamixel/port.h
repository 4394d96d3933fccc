#ifndef BLINDVLA_WIDOWX_DYNAMIXEL_PORT_H_
#define BLINDVLA_WIDOWX_DYNAMIXEL_PORT_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace blindvla::dynamixel {

// A line of bytes to the servos, and the clock by which one waits for them.
class Port {
 public:
  using Clock = std::chrono::steady_clock;

  virtual ~Port() = default;

  virtual Clock::time_point Now() const = 0;

  // False when the line is gone.
  virtual bool Write(std::span<const std::uint8_t> bytes) = 0;

  // How many bytes came: waits for the first one until `deadline`, and 0 is none. Nothing when the line is gone.
  virtual std::optional<std::size_t> Read(std::span<std::uint8_t> bytes, Clock::time_point deadline) = 0;
};

}  // namespace blindvla::dynamixel

#endif  // BLINDVLA_WIDOWX_DYNAMIXEL_PORT_H_
