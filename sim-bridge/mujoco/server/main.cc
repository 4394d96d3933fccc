// blindvla-mujoco-server: arguments, wiring, signals, exit codes.
#include <google/protobuf/util/json_util.h>
#include <stdlib.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "server/bridge_server.h"
#include "server/options.h"
#include "server/stop_signal.h"
#include "server/tabletop.h"
#include "server/version.h"
#include "simulation/engine_errors.h"

namespace blindvla {
namespace {

constexpr int kCannotStart = 2;

// Before any library reads them; what the user has set stays.
void SetEnvironmentDefaults() {
  // llvmpipe: rasterise in the caller's thread. Sessions are the parallelism; helper threads slow several contexts
  // down.
  setenv("LP_NUM_THREADS", "0", 0);
  // Errors are reported in this program's own words, once.
  setenv("GRPC_VERBOSITY", "NONE", 0);
}

bool IsSet(const char* variable) {
  const char* value = getenv(variable);
  return value != nullptr && std::strcmp(value, "1") == 0;
}

std::shared_ptr<const GlPlatform> OpenGraphics(const Options& options, char** arguments) {
  try {
    return OpenGlPlatform(options.gl, options.gl_device);
  } catch (const GlUnavailable& unavailable) {
    if (options.gl != GlBackend::kAuto || !unavailable.retry_with_osmesa()) throw;
    // OSMesa needs a process that never loaded libEGL: this one, started anew. The last --gl wins.
    std::vector<char*> again;
    for (char** argument = arguments; *argument != nullptr; ++argument) again.push_back(*argument);
    std::string flag = "--gl=osmesa";
    again.push_back(flag.data());
    again.push_back(nullptr);
    execv("/proc/self/exe", again.data());
    throw;
  }
}

int Run(int count, char** arguments) {
  const Options options = Options::Parse({arguments + 1, static_cast<std::size_t>(count - 1)});
  if (options.help) {
    std::fputs(Options::Help(), stdout);
    return 0;
  }
  if (options.version) {
    std::printf("blindvla-mujoco-server %s (%s)\n", kServerVersion, PhysicsVersion().c_str());
    return 0;
  }

  SetEnvironmentDefaults();
  RaiseDescriptorLimit();
  const StopSignal stop(options.supervised || IsSet("BLINDVLA_SUPERVISED"));
  InstallEngineErrorHandlers();
  const auto assets = std::make_shared<const AssetLibrary>(options.assets);
  const auto watchdog = std::make_shared<Watchdog>(std::chrono::duration<double>(options.watchdog_seconds));
  const Workcell workcell{assets,
                          std::make_shared<SceneCompiler>(assets),
                          OpenGraphics(options, arguments),
                          std::make_shared<TablePictures>(),
                          watchdog,
                          options.supersample,
                          options.soft_shadows};
  EnvironmentService service =
      ServeTabletop(workcell, options.max_sessions, std::chrono::duration<double>(options.idle_seconds));
  if (options.describe) {
    google::protobuf::util::JsonPrintOptions format;
    format.add_whitespace = true;
    format.preserve_proto_field_names = true;
    std::string json;
    if (!google::protobuf::util::MessageToJsonString(service.description(), &json, format).ok()) return 1;
    std::fputs(json.c_str(), stdout);
    return 0;
  }

  BridgeServer server(&service, *options.listen, options.access);
  std::printf("listening on %s\n", server.connectable().c_str());
  std::fflush(stdout);
  stop.Wait();
  server.Stop(std::chrono::duration<double>(options.drain_seconds));
  return 0;
}

}  // namespace
}  // namespace blindvla

int main(int count, char** arguments) {
  try {
    return blindvla::Run(count, arguments);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "blindvla-mujoco-server: %s\n", error.what());
    return blindvla::kCannotStart;
  }
}
