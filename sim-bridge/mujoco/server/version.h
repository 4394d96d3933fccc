#ifndef BLINDVLA_SERVER_VERSION_H_
#define BLINDVLA_SERVER_VERSION_H_

#include <string>

namespace blindvla {

inline constexpr char kServerVersion[] = BLINDVLA_SERVER_VERSION;

// Of the engine that is loaded, e.g. "mujoco 2.2.2".
std::string PhysicsVersion();

// Of the processor that this runs on: the x86-64 psABI level, e.g. "x86-64-v3", else the architecture. The C library
// and the software renderer choose their instructions by it.
std::string ProcessorClass();

}  // namespace blindvla

#endif  // BLINDVLA_SERVER_VERSION_H_
