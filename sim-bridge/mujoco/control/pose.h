#ifndef BLINDVLA_CONTROL_POSE_H_
#define BLINDVLA_CONTROL_POSE_H_

#include <array>

namespace blindvla {

// A rigid placement: metres, and a unit quaternion with w first.
struct Pose {
  std::array<double, 3> position{};
  std::array<double, 4> quaternion{1, 0, 0, 0};
};

// `inner`, given in the frame of `outer`, in the frame that `outer` is given in.
Pose Compose(const Pose& outer, const Pose& inner);

// The pose such that Compose(pose, Inverse(pose)) is the identity.
Pose Inverse(const Pose& pose);

}  // namespace blindvla

#endif  // BLINDVLA_CONTROL_POSE_H_
