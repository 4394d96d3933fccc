#ifndef BLINDVLA_WIDOWX_DYNAMIXEL_BUS_H_
#define BLINDVLA_WIDOWX_DYNAMIXEL_BUS_H_

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>

#include "widowx/dynamixel/packet.h"
#include "widowx/dynamixel/packet_reader.h"
#include "widowx/dynamixel/port.h"
#include "widowx/dynamixel/registers.h"

namespace blindvla::dynamixel {

enum class Outcome {
  kOk,
  kRefused,   // the servo answered that it did not do it
  kNoStatus,  // nothing usable came, however often it was asked
  kPortLost,  // the line itself is gone
};

// What a servo answered.
struct Answer {
  Outcome outcome = Outcome::kNoStatus;
  std::uint8_t error = 0;  // number of the status' error; 0: none
  bool alert = false;      // the servo's hardware error status is not 0

  bool ok() const { return outcome == Outcome::kOk; }
};

// In words, for a message.
const char* Describe(const Answer& answer);

// The controller's end of the bus: asks, waits, asks again when a status got lost. Allocates nothing after it was made.
// Not thread-safe.
class Bus {
 public:
  static constexpr std::size_t kMaxServos = 32;

  struct Timing {
    // For a status, and then for each further one of a sync read. A USB adapter that keeps bytes back for 16 ms is
    // slower than this.
    std::chrono::microseconds status_timeout = std::chrono::milliseconds(10);
    int retries = 2;
  };

  // `port` must outlive this.
  Bus(Port* port, Timing timing) : port_(*port), timing_(timing) {}

  // From the next request on.
  void set_timing(Timing timing) { timing_ = timing; }

  Answer Ping(std::uint8_t id, std::uint16_t* model, std::uint8_t* firmware);
  Answer Read(std::uint8_t id, std::uint16_t address, std::span<std::uint8_t> data);
  Answer Write(std::uint8_t id, std::uint16_t address, std::span<const std::uint8_t> data);
  // Not asked again when its status got lost: a second reboot would end the first.
  Answer Reboot(std::uint8_t id);

  // One register's number.
  Answer Read(std::uint8_t id, Register where, std::uint32_t* value);
  Answer Write(std::uint8_t id, Register where, std::uint32_t value);

  // `data` and `answers` have a block of `bytes` and an answer for each of the ids, of which there are at most
  // kMaxServos. True when all answered, and none refused.
  bool SyncRead(std::uint16_t address, std::size_t bytes, std::span<const std::uint8_t> ids,
                std::span<std::uint8_t> data, std::span<Answer> answers);

  // Likewise. Nobody answers to it: false only when the line is gone.
  bool SyncWrite(std::uint16_t address, std::size_t bytes, std::span<const std::uint8_t> ids,
                 std::span<const std::uint8_t> data);

  std::uint64_t retried() const { return retried_; }  // requests that had to be made again
  std::uint64_t skipped_bytes() const { return reader_.skipped_bytes(); }

  Port::Clock::time_point Now() const { return port_.Now(); }

 private:
  Answer Request(const Packet& request, std::span<std::uint8_t> data, int retries);
  bool Send(const Packet& packet);
  // The next status; kNoStatus at the deadline.
  Outcome Receive(Port::Clock::time_point deadline, Packet* status);
  // One round of a sync read; false when the line is gone.
  bool ReadRound(std::uint16_t address, std::size_t bytes, std::span<const std::uint8_t> ids,
                 std::span<std::uint8_t> data, std::span<Answer> answers);

  Port& port_;
  Timing timing_;
  PacketReader reader_;
  std::array<std::uint8_t, kMaxPacketBytes> wire_;
  std::array<std::uint8_t, kMaxPacketBytes> parameters_;
  bool is_awaited_ = false;  // a status that was given up may still come
  std::uint64_t retried_ = 0;
};

}  // namespace blindvla::dynamixel

#endif  // BLINDVLA_WIDOWX_DYNAMIXEL_BUS_H_
