#ifndef BLINDVLA_WIDOWX_DYNAMIXEL_SERIAL_PORT_H_
#define BLINDVLA_WIDOWX_DYNAMIXEL_SERIAL_PORT_H_

#include <filesystem>
#include <optional>
#include <stdexcept>

#include "server/descriptor.h"
#include "widowx/dynamixel/port.h"

namespace blindvla::dynamixel {

// A serial port cannot be used. The text says what to do.
class PortError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A serial port of this machine, or a pseudo-terminal: 8 bits, no parity, one stop bit, nothing translated. This
// process has it alone.
class SerialPort final : public Port {
 public:
  // Throws PortError.
  SerialPort(const std::filesystem::path& path, int baud);

  Clock::time_point Now() const override { return Clock::now(); }
  bool Write(std::span<const std::uint8_t> bytes) override;
  std::optional<std::size_t> Read(std::span<std::uint8_t> bytes, Clock::time_point deadline) override;

 private:
  Descriptor descriptor_;
};

// How long the USB adapter behind this port keeps bytes back, in milliseconds; nothing where none is known to.
std::optional<int> UsbLatencyMilliseconds(const std::filesystem::path& port);

}  // namespace blindvla::dynamixel

#endif  // BLINDVLA_WIDOWX_DYNAMIXEL_SERIAL_PORT_H_
