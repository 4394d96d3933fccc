#include "simulation/engine_errors.h"

#include <mutex>
#include <utility>

#include "simulation/errors.h"

namespace blindvla {
namespace {

thread_local std::string last_warning;

void ThrowEngineFault(const char* message) { throw EngineFault(std::string("MuJoCo: ") + message); }

void KeepWarning(const char* message) { last_warning = message; }

}  // namespace

void InstallEngineErrorHandlers() {
  static std::once_flag once;
  std::call_once(once, [] {
    mju_user_error = ThrowEngineFault;
    mju_user_warning = KeepWarning;
  });
}

std::string ConsumeEngineWarning() { return std::exchange(last_warning, {}); }

void ThrowOnWarning(const mjData& data) {
  for (int kind = 0; kind < mjNWARNING; ++kind) {
    const mjWarningStat& warning = data.warning[kind];
    if (warning.number == 0) continue;
    throw EngineFault("MuJoCo warned " + std::to_string(warning.number) +
                      " time(s): " + mju_warningText(kind, warning.lastinfo));
  }
}

}  // namespace blindvla
