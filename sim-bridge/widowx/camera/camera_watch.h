#ifndef BLINDVLA_WIDOWX_CAMERA_CAMERA_WATCH_H_
#define BLINDVLA_WIDOWX_CAMERA_CAMERA_WATCH_H_

#include <atomic>
#include <chrono>
#include <vector>

#include "widowx/rig/rig.h"

namespace blindvla::widowx {

// Whether the cameras of a rig still show what is there. Told by whoever reads them, asked by whoever moves the arm,
// who waits for nobody: Look takes no lock and allocates nothing. Thread-safe, with one reader a camera.
class CameraWatch {
 public:
  using Clock = std::chrono::steady_clock;

  enum class Trouble { kNone, kLost, kStale, kFrozen };

  struct Sight {
    Trouble trouble = Trouble::kNone;
    int camera = -1;   // of the rig
    double found = 0;  // s, for which it has been so
    double limit = 0;  // s
  };

  // No camera has been seen yet: each is lost.
  explicit CameraWatch(const std::vector<CameraRig>& cameras);

  // A picture came, and differs from the one before in a byte at least.
  void Saw(int camera, Clock::time_point at, bool differs);
  // None can be had.
  void Lost(int camera);

  // The first camera in trouble. Before `looks_from` nobody looked: that no picture came then is none.
  Sight Look(Clock::time_point now, Clock::time_point looks_from = {}) const;

 private:
  struct State {
    double stale_seconds = 0;
    double frozen_seconds = 0;
    std::atomic<bool> is_lost = true;
    std::atomic<Clock::rep> seen_at = 0;
    std::atomic<Clock::rep> changed_at = 0;
  };

  std::vector<State> cameras_;
};

}  // namespace blindvla::widowx

#endif  // BLINDVLA_WIDOWX_CAMERA_CAMERA_WATCH_H_
