#ifndef BLINDVLA_SIMULATION_ENGINE_ERRORS_H_
#define BLINDVLA_SIMULATION_ENGINE_ERRORS_H_

#include <mujoco/mujoco.h>

#include <string>

namespace blindvla {

// Makes the engine's errors EngineFault exceptions. Its own handler would wait for a key press, write a log into the
// working folder and exit. Warnings are kept per thread for ConsumeEngineWarning. Idempotent; any thread.
void InstallEngineErrorHandlers();

// The last warning that the engine gave on this thread since the previous call, empty when none.
std::string ConsumeEngineWarning();

// Throws EngineFault when the engine has warned since mj_resetData: an unstable state (which the engine answers by
// silently starting over), or contacts dropped for lack of room.
void ThrowOnWarning(const mjData& data);

}  // namespace blindvla

#endif  // BLINDVLA_SIMULATION_ENGINE_ERRORS_H_
