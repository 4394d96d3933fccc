#ifndef BLINDVLA_WIDOWX_CAMERA_CAMERA_H_
#define BLINDVLA_WIDOWX_CAMERA_CAMERA_H_

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "widowx/camera/camera_watch.h"
#include "widowx/camera/picture.h"
#include "widowx/rig/rig.h"

namespace blindvla::widowx {

// One camera, read by a thread of its own from construction to destruction: the newest picture is the one there is.
// What was lost is opened again as long as it takes.
class Camera {
 public:
  using Open = std::function<std::unique_ptr<PictureSource>(const CameraRig&)>;

  // Has a picture when it is made. `watch` is told of each, as of camera `index`, and must outlive this. Throws
  // CameraError when there is none, or none of the size that the rig says.
  Camera(const CameraRig& rig, int index, CameraWatch* watch, Open open);
  ~Camera();
  Camera(const Camera&) = delete;
  Camera& operator=(const Camera&) = delete;

  const CameraRig& rig() const { return rig_; }

  std::shared_ptr<const Picture> newest() const;

  // Waits for a picture that came after `moment`; null when none does for so long.
  std::shared_ptr<const Picture> After(std::chrono::steady_clock::time_point moment,
                                       std::chrono::duration<double> patience) const;

 private:
  void Run(std::unique_ptr<PictureSource> source);
  // False when no picture can be had of it any more.
  bool Take(PictureSource* source);

  const CameraRig rig_;
  const int index_;
  CameraWatch& watch_;
  const Open open_;

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::shared_ptr<const Picture> newest_;
  bool is_ending_ = false;

  std::thread thread_;
};

}  // namespace blindvla::widowx

#endif  // BLINDVLA_WIDOWX_CAMERA_CAMERA_H_
