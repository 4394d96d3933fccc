#include "widowx/camera/camera.h"

#include <string>
#include <utility>

#include "widowx/scheduling/scheduling.h"

namespace blindvla::widowx {
namespace {

constexpr std::chrono::milliseconds kBetweenTries(200);

void RequireSize(const CameraRig& rig, const Picture& picture) {
  if (picture.width == rig.source_width && picture.height == rig.source_height) return;
  throw CameraError("camera " + rig.name + ": expected pictures of " + std::to_string(rig.source_width) + "x" +
                    std::to_string(rig.source_height) + " from " + rig.source + ", found " +
                    std::to_string(picture.width) + "x" + std::to_string(picture.height));
}

}  // namespace

Camera::Camera(const CameraRig& rig, int index, CameraWatch* watch, Open open)
    : rig_(rig), index_(index), watch_(*watch), open_(std::move(open)) {
  std::unique_ptr<PictureSource> source = open_(rig_);
  if (!Take(source.get())) throw CameraError("camera " + rig_.name + ": no picture comes from " + rig_.source);
  thread_ = std::thread([this, source = std::move(source)]() mutable { Run(std::move(source)); });
}

Camera::~Camera() {
  {
    const std::scoped_lock lock(mutex_);
    is_ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

std::shared_ptr<const Picture> Camera::newest() const {
  const std::scoped_lock lock(mutex_);
  return newest_;
}

std::shared_ptr<const Picture> Camera::After(std::chrono::steady_clock::time_point moment,
                                             std::chrono::duration<double> patience) const {
  std::unique_lock lock(mutex_);
  const bool came = changed_.wait_for(lock, patience, [&] { return newest_->captured_at > moment || is_ending_; });
  return came && !is_ending_ ? newest_ : nullptr;
}

void Camera::Run(std::unique_ptr<PictureSource> source) {
  // The session waits for the lock that this thread holds.
  RunFirst(Urgency::kCamera);
  for (;;) {
    try {
      if (!source) source = open_(rig_);
      if (!Take(source.get())) source.reset();
    } catch (const CameraError&) {
      source.reset();
    }
    if (!source) watch_.Lost(index_);
    std::unique_lock lock(mutex_);
    if (!source) changed_.wait_for(lock, kBetweenTries, [this] { return is_ending_; });
    if (is_ending_) return;
  }
}

bool Camera::Take(PictureSource* source) {
  auto picture = std::make_shared<Picture>();
  if (!source->Next(picture.get())) return false;
  RequireSize(rig_, *picture);
  const std::shared_ptr<const Picture> before = newest();
  watch_.Saw(index_, picture->captured_at, !before || before->rgb != picture->rgb);
  {
    const std::scoped_lock lock(mutex_);
    newest_ = std::move(picture);
  }
  changed_.notify_all();
  return true;
}

}  // namespace blindvla::widowx
