#ifndef BLINDVLA_SERVER_WATCHDOG_H_
#define BLINDVLA_SERVER_WATCHDOG_H_

#include <chrono>
#include <condition_variable>
#include <list>
#include <mutex>
#include <thread>
#include <utility>

namespace blindvla {

// Ends the process when a native call does not return: a wedged driver or solver cannot be interrupted, and would hang
// every time-out that waits for its thread. Thread-safe.
class Watchdog {
 public:
  static constexpr int kExitCode = 124;

 private:
  using Clock = std::chrono::steady_clock;
  using Calls = std::list<std::pair<Clock::time_point, const char*>>;  // start and name, oldest first

 public:
  explicit Watchdog(std::chrono::duration<double> limit);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  // A native call in progress, from construction to destruction. `what` outlives it.
  class Watch {
   public:
    Watch(Watchdog& watchdog, const char* what);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

   private:
    Watchdog& watchdog_;
    Calls::iterator call_;
  };

 private:
  void Run();

  const Clock::duration limit_;
  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;
  Calls calls_;
  std::thread thread_;
};

}  // namespace blindvla

#endif  // BLINDVLA_SERVER_WATCHDOG_H_
