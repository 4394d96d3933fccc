#include "server/version.h"

#include <mujoco/mujoco.h>

namespace blindvla {

std::string PhysicsVersion() { return std::string("mujoco ") + mj_versionString(); }

std::string ProcessorClass() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("x86-64-v4")) return "x86-64-v4";
  if (__builtin_cpu_supports("x86-64-v3")) return "x86-64-v3";
  if (__builtin_cpu_supports("x86-64-v2")) return "x86-64-v2";
  return "x86-64";
#elif defined(__aarch64__)
  return "aarch64";
#else
#error "say here what this architecture is called"
#endif
}

}  // namespace blindvla
