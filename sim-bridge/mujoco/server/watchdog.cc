#include "server/watchdog.h"

#include <unistd.h>

#include <cstdio>

namespace blindvla {

Watchdog::Watchdog(std::chrono::duration<double> limit)
    : limit_(std::chrono::duration_cast<Clock::duration>(limit)), thread_([this] { Run(); }) {}

Watchdog::~Watchdog() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_one();
  thread_.join();
}

Watchdog::Watch::Watch(Watchdog& watchdog, const char* what) : watchdog_(watchdog) {
  const std::scoped_lock lock(watchdog_.mutex_);
  call_ = watchdog_.calls_.emplace(watchdog_.calls_.end(), Clock::now(), what);
}

Watchdog::Watch::~Watch() {
  const std::scoped_lock lock(watchdog_.mutex_);
  watchdog_.calls_.erase(call_);
}

void Watchdog::Run() {
  std::unique_lock lock(mutex_);
  // Looking a few times per limit costs nothing and lets a watch begin and end without waking this thread.
  while (!stop_.wait_for(lock, limit_ / 4, [this] { return stopping_; })) {
    if (calls_.empty() || Clock::now() - calls_.front().first <= limit_) continue;
    std::fprintf(stderr, "watchdog: %s did not return within %g s; the process ends with code %d\n",
                 calls_.front().second, std::chrono::duration<double>(limit_).count(), kExitCode);
    // No destructors: they would wait for the very call that is stuck.
    _exit(kExitCode);
  }
}

}  // namespace blindvla
