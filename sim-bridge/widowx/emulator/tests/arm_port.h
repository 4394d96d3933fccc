#ifndef BLINDVLA_WIDOWX_EMULATOR_TESTS_ARM_PORT_H_
#define BLINDVLA_WIDOWX_EMULATOR_TESTS_ARM_PORT_H_

#include <algorithm>
#include <deque>
#include <utility>

#include "widowx/dynamixel/port.h"
#include "widowx/emulator/emulated_arm.h"

namespace blindvla::widowx::testing {

// A line to an emulated arm in this process. Its clock stands still but for waiting, and the arm's time with it.
class ArmPort final : public dynamixel::Port {
 public:
  explicit ArmPort(EmulatedArm* arm) : arm_(*arm) {}

  Clock::time_point Now() const override { return now_; }

  bool Write(std::span<const std::uint8_t> bytes) override {
    if (is_unplugged) return false;
    arm_.Receive(bytes);
    Collect();
    return true;
  }

  std::optional<std::size_t> Read(std::span<std::uint8_t> bytes, Clock::time_point deadline) override {
    if (is_unplugged) return std::nullopt;
    if (held_up > Clock::duration::zero()) Wait(now_ + std::exchange(held_up, Clock::duration::zero()));
    if (coming_.empty()) Wait(deadline);
    const std::size_t count = std::min(bytes.size(), coming_.size());
    std::copy_n(coming_.begin(), count, bytes.begin());
    coming_.erase(coming_.begin(), coming_.begin() + static_cast<std::ptrdiff_t>(count));
    return count;
  }

  // Lets time pass.
  void Wait(Clock::time_point until) {
    if (until <= now_) return;
    arm_.Advance(std::chrono::duration<double>(until - now_).count());
    now_ = until;
    Collect();
  }
  void Wait(std::chrono::duration<double> time) { Wait(now_ + std::chrono::duration_cast<Clock::duration>(time)); }

  bool is_unplugged = false;
  // The process is stopped for so long while it waits for the next answer.
  Clock::duration held_up{};

 private:
  void Collect() {
    const std::vector<std::uint8_t> said = arm_.TakeOutput();
    coming_.insert(coming_.end(), said.begin(), said.end());
  }

  EmulatedArm& arm_;
  Clock::time_point now_{};
  std::deque<std::uint8_t> coming_;
};

}  // namespace blindvla::widowx::testing

#endif  // BLINDVLA_WIDOWX_EMULATOR_TESTS_ARM_PORT_H_
