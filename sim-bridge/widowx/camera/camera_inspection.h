#ifndef BLINDVLA_WIDOWX_CAMERA_CAMERA_INSPECTION_H_
#define BLINDVLA_WIDOWX_CAMERA_CAMERA_INSPECTION_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "widowx/camera/camera.h"
#include "widowx/camera/picture.h"
#include "widowx/rig/rig.h"

namespace blindvla::widowx {

struct CameraReport {
  double rate = 0;                    // pictures a second
  Picture picture;                    // the last one, as a policy would get it; empty where there is none
  std::vector<std::string> problems;  // in words; empty: nothing speaks against it
};

// Looks through a camera for about a second.
CameraReport InspectCamera(const CameraRig& rig, const Camera::Open& open);

}  // namespace blindvla::widowx

#endif  // BLINDVLA_WIDOWX_CAMERA_CAMERA_INSPECTION_H_
