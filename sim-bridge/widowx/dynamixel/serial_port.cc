#include "widowx/dynamixel/serial_port.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>
#include <utility>

namespace blindvla::dynamixel {
namespace {

constexpr std::array<std::pair<int, speed_t>, 7> kSpeeds = {{{57600, B57600},
                                                             {115200, B115200},
                                                             {1000000, B1000000},
                                                             {2000000, B2000000},
                                                             {3000000, B3000000},
                                                             {4000000, B4000000},
                                                             {9600, B9600}}};

// The longest that a line may take no byte at all: it is stuck.
constexpr std::chrono::milliseconds kWriteTimeout(100);

speed_t SpeedOf(int baud) {
  const auto found = std::find_if(kSpeeds.begin(), kSpeeds.end(), [baud](auto& speed) { return speed.first == baud; });
  if (found != kSpeeds.end()) return found->second;
  throw PortError("baud " + std::to_string(baud) +
                  ": expected 9600, 57600, 115200, 1000000, 2000000, 3000000 or 4000000");
}

// Whether it is ready for `events` by the deadline; never when the line is gone.
bool IsReady(int descriptor, short events, Port::Clock::time_point deadline) {
  for (;;) {
    const auto left = std::max(deadline - Port::Clock::now(), Port::Clock::duration::zero());
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
    const timespec timeout{seconds.count(), static_cast<long>(std::chrono::nanoseconds(left - seconds).count())};
    pollfd source{descriptor, events, 0};
    const int ready = ppoll(&source, 1, &timeout, nullptr);
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

}  // namespace

SerialPort::SerialPort(const std::filesystem::path& path, int baud) {
  const speed_t speed = SpeedOf(baud);
  descriptor_ = Descriptor(open(path.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
  if (!descriptor_) {
    const std::string why = std::strerror(errno);
    throw PortError(path.string() + ": " + why +
                    "; expected the serial port of the servos, plugged in and writable by this user (group dialout)");
  }
  if (!isatty(descriptor_.get())) throw PortError(path.string() + " is no serial port");
  if (flock(descriptor_.get(), LOCK_EX | LOCK_NB) != 0)
    throw PortError(path.string() + " is in use by another program; two of them would talk over each other");
  termios settings;
  if (tcgetattr(descriptor_.get(), &settings) != 0) throw PortError(path.string() + ": " + std::strerror(errno));
  cfmakeraw(&settings);
  settings.c_cflag &= ~(CSTOPB | CRTSCTS | PARENB);
  settings.c_cflag |= CLOCAL | CREAD | CS8;
  settings.c_cc[VMIN] = 0;
  settings.c_cc[VTIME] = 0;
  if (cfsetspeed(&settings, speed) != 0 || tcsetattr(descriptor_.get(), TCSANOW, &settings) != 0)
    throw PortError(path.string() + " does not take " + std::to_string(baud) + " baud: " + std::strerror(errno));
  tcflush(descriptor_.get(), TCIOFLUSH);
}

bool SerialPort::Write(std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t count = write(descriptor_.get(), bytes.data(), bytes.size());
    if (count > 0)
      bytes = bytes.subspan(static_cast<std::size_t>(count));
    else if (count < 0 && errno != EAGAIN && errno != EINTR)
      return false;
    else if (!IsReady(descriptor_.get(), POLLOUT, Now() + kWriteTimeout))
      return false;
  }
  return true;
}

std::optional<std::size_t> SerialPort::Read(std::span<std::uint8_t> bytes, Clock::time_point deadline) {
  if (!IsReady(descriptor_.get(), POLLIN, deadline)) return 0;
  const ssize_t count = read(descriptor_.get(), bytes.data(), bytes.size());
  if (count > 0) return static_cast<std::size_t>(count);
  // What is ready and has nothing has hung up.
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
  return std::nullopt;
}

std::optional<int> UsbLatencyMilliseconds(const std::filesystem::path& port) {
  std::error_code error;
  const std::filesystem::path device = std::filesystem::canonical(port, error);
  if (error) return std::nullopt;
  std::ifstream file("/sys/bus/usb-serial/devices/" + device.filename().string() + "/latency_timer");
  int milliseconds;
  return file >> milliseconds ? std::optional(milliseconds) : std::nullopt;
}

}  // namespace blindvla::dynamixel
