#ifndef BLINDVLA_WIDOWX_CAMERA_VIDEO_SOURCE_H_
#define BLINDVLA_WIDOWX_CAMERA_VIDEO_SOURCE_H_

#include <memory>

#include "widowx/camera/picture.h"
#include "widowx/rig/rig.h"

namespace blindvla::widowx {

// The source of a rig's camera, by OpenCV: a V4L2 device, MJPEG over HTTP, or a film, which is played at its own rate
// and again from its beginning. Throws CameraError when it cannot be opened.
std::unique_ptr<PictureSource> OpenVideo(const CameraRig& camera);

}  // namespace blindvla::widowx

#endif  // BLINDVLA_WIDOWX_CAMERA_VIDEO_SOURCE_H_
