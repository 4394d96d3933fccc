#ifndef BLINDVLA_SERVER_VERSION_H_
#define BLINDVLA_SERVER_VERSION_H_

#include <string>

namespace blindvla {

inline constexpr char kServerVersion[] = BLINDVLA_SERVER_VERSION;

// Of the engine that is loaded, e.g. "mujoco 2.2.2".
std::string PhysicsVersion();

}  // namespace blindvla

#endif  // BLINDVLA_SERVER_VERSION_H_
