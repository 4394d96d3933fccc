#include "server/version.h"

#include <mujoco/mujoco.h>

namespace blindvla {

std::string PhysicsVersion() { return std::string("mujoco ") + mj_versionString(); }

}  // namespace blindvla
