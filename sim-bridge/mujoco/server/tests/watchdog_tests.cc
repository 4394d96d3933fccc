#include "server/watchdog.h"

#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <thread>

namespace blindvla {
namespace {

using namespace std::chrono_literals;

// A native call that takes as long as it is told, or for ever.
void StuckCall() { std::promise<void>().get_future().wait(); }

TEST(WatchdogDeathTest, Watch_CallThatNeverReturns_EndsTheProcessWith124) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");

  EXPECT_EXIT(
      {
        Watchdog watchdog(50ms);
        const Watchdog::Watch watch(watchdog, "rendering");
        StuckCall();
      },
      testing::ExitedWithCode(124), "rendering did not return within 0.05 s");
}

TEST(WatchdogDeathTest, Watch_StuckCallAmongHealthyOnes_IsStillFound) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");

  EXPECT_EXIT(
      {
        Watchdog watchdog(50ms);
        std::thread([&watchdog] {
          const Watchdog::Watch watch(watchdog, "a reset");
          StuckCall();
        }).detach();
        for (;;) {
          const Watchdog::Watch watch(watchdog, "rendering");
          std::this_thread::yield();
        }
      },
      testing::ExitedWithCode(124), "a reset did not return");
}

TEST(Watchdog, Watch_ManyShortCallsLongerThanTheLimitInSum_AreLeftAlone) {
  Watchdog watchdog(200ms);
  const auto end = std::chrono::steady_clock::now() + 500ms;
  while (std::chrono::steady_clock::now() < end) {
    const Watchdog::Watch watch(watchdog, "a step of the physics");
  }
}

}  // namespace
}  // namespace blindvla
