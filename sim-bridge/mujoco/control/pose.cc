#include "control/pose.h"

#include <mujoco/mujoco.h>

namespace blindvla {

Pose Compose(const Pose& outer, const Pose& inner) {
  Pose result;
  mju_mulPose(result.position.data(), result.quaternion.data(), outer.position.data(), outer.quaternion.data(),
              inner.position.data(), inner.quaternion.data());
  return result;
}

Pose Inverse(const Pose& pose) {
  Pose result;
  mju_negPose(result.position.data(), result.quaternion.data(), pose.position.data(), pose.quaternion.data());
  return result;
}

}  // namespace blindvla
