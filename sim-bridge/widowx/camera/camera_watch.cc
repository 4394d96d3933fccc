#include "widowx/camera/camera_watch.h"

#include <algorithm>

namespace blindvla::widowx {
namespace {

double SecondsSince(CameraWatch::Clock::rep moment, CameraWatch::Clock::time_point now) {
  return std::chrono::duration<double>(now.time_since_epoch() - CameraWatch::Clock::duration(moment)).count();
}

}  // namespace

CameraWatch::CameraWatch(const std::vector<CameraRig>& cameras) : cameras_(cameras.size()) {
  for (std::size_t i = 0; i < cameras.size(); ++i) {
    cameras_[i].stale_seconds = cameras[i].stale_seconds;
    cameras_[i].frozen_seconds = cameras[i].frozen_seconds;
  }
}

void CameraWatch::Saw(int camera, Clock::time_point at, bool differs) {
  State& state = cameras_.at(camera);
  const Clock::rep moment = at.time_since_epoch().count();
  if (differs || state.is_lost) state.changed_at = moment;
  state.seen_at = moment;
  state.is_lost = false;
}

void CameraWatch::Lost(int camera) { cameras_.at(camera).is_lost = true; }

CameraWatch::Sight CameraWatch::Look(Clock::time_point now, Clock::time_point looks_from) const {
  const auto since = [=](Clock::rep moment) {
    return SecondsSince(std::max(moment, looks_from.time_since_epoch().count()), now);
  };
  for (int i = 0; i < static_cast<int>(cameras_.size()); ++i) {
    const State& state = cameras_[i];
    if (state.is_lost) return {Trouble::kLost, i};
    const double unseen = since(state.seen_at);
    if (unseen > state.stale_seconds) return {Trouble::kStale, i, unseen, state.stale_seconds};
    const double unchanged = since(state.changed_at);
    if (unchanged > state.frozen_seconds) return {Trouble::kFrozen, i, unchanged, state.frozen_seconds};
  }
  return {};
}

}  // namespace blindvla::widowx
