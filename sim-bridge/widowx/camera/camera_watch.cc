#include "widowx/camera/camera_watch.h"

namespace blindvla::widowx {

CameraWatch::CameraWatch(const std::vector<CameraRig>& cameras) {
  for (const CameraRig& camera : cameras) cameras_.push_back({camera.stale_seconds, camera.frozen_seconds});
}

void CameraWatch::Saw(int camera, Clock::time_point at, bool differs) {
  const std::scoped_lock lock(mutex_);
  State& state = cameras_.at(camera);
  if (differs || state.is_lost) state.changed_at = at;
  state.seen_at = at;
  state.is_lost = false;
}

void CameraWatch::Lost(int camera) {
  const std::scoped_lock lock(mutex_);
  cameras_.at(camera).is_lost = true;
}

CameraWatch::Sight CameraWatch::Look(Clock::time_point now) const {
  const std::scoped_lock lock(mutex_);
  for (int i = 0; i < static_cast<int>(cameras_.size()); ++i) {
    const State& state = cameras_[i];
    if (state.is_lost) return {Trouble::kLost, i};
    const double unseen = std::chrono::duration<double>(now - state.seen_at).count();
    if (unseen > state.stale_seconds) return {Trouble::kStale, i, unseen, state.stale_seconds};
    const double unchanged = std::chrono::duration<double>(now - state.changed_at).count();
    if (unchanged > state.frozen_seconds) return {Trouble::kFrozen, i, unchanged, state.frozen_seconds};
  }
  return {};
}

}  // namespace blindvla::widowx
