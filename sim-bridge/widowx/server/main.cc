// blindvla-widowx-server: arguments, start-up of the arm, signals, and how the arm is left.
#include <stdlib.h>

#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server/bridge_server.h"
#include "server/start_error.h"
#include "server/stop_signal.h"
#include "widowx/camera/camera.h"
#include "widowx/camera/video_source.h"
#include "widowx/powered/powered_arm.h"
#include "widowx/rig/rig_file.h"
#include "widowx/server/arm_session.h"
#include "widowx/server/safety_service.h"

namespace blindvla::widowx {
namespace {

constexpr char kProgram[] = "blindvla-widowx-server";

constexpr int kCannotStart = 2;
constexpr int kLeftStopped = 3;

// A client that is silent for longer has gone; its arm has been stopped long since.
constexpr std::chrono::hours kIdle(1);

constexpr char kNotice[] =
    "NOT SAFETY-RATED: this software replaces neither a switch that takes the arm's power away nor a person by it.\n";

constexpr char kHelp[] = R"(blindvla-widowx-server: a real WidowX-250S behind the bridge of protos/blindvla/bridge/v1

  blindvla-widowx-server --rig FILE --assets DIR --listen ADDRESS [--port PATH] [--dry-run] [--die-with-parent]

  --rig FILE         the arm at its desk, as JSON (protos/blindvla/rig/v1/rig.proto; blindvla-widowx-check --print-rig)
  --assets DIR       with the arm's model in it, for its kinematics
  --listen ADDRESS   unix:/path/to/socket, or tcp:127.0.0.1:PORT (0: any free port)
  --port PATH        the serial port, instead of the one in the rig
  --dry-run          the servos are asked and never told anything: what they would do is taken for done
  --die-with-parent  end when standard input ends; the same as BLINDVLA_SUPERVISED=1 in the environment
  --help

NOT SAFETY-RATED: this software replaces neither a switch that takes the arm's power away nor a person by it.

Before anything moves it looks at every camera and every servo, as blindvla-widowx-check does, and does not start when
anything speaks against it. Emergency stop: the rig's stop_file, SIGUSR1, or SafetyService.EmergencyStop. SIGTERM, SIGINT, SIGHUP: the
arm goes slowly to its rest, and its torque is switched off there and nowhere else; when the arm is stopped it stays as it is, held.

Prints "listening on ADDRESS" when ready. Exit codes: 0 ended with the arm at rest, 2 could not start, 3 ended with the arm
held where it was stopped.

Example: blindvla-widowx-server --rig rig.json --assets artifacts/assets --listen unix:/tmp/arm.sock
)";

struct Options {
  std::filesystem::path rig;
  std::filesystem::path assets;
  std::string port;
  std::optional<ListenAddress> listen;
  bool supervised = false;
  bool dry_run = false;
  bool help = false;

  static Options Parse(int count, char** arguments) {
    Options options;
    for (int i = 1; i < count; ++i) {
      const std::string flag = arguments[i];
      if (flag == "--help") {
        options.help = true;
        return options;
      }
      if (flag == "--die-with-parent") {
        options.supervised = true;
        continue;
      }
      if (flag == "--dry-run") {
        options.dry_run = true;
        continue;
      }
      if (flag != "--rig" && flag != "--assets" && flag != "--port" && flag != "--listen")
        throw StartError("there is no flag " + flag + "; see --help");
      if (++i == count) throw StartError(flag + " needs a value; see --help");
      const std::string value = arguments[i];
      if (flag == "--rig") options.rig = value;
      if (flag == "--assets") options.assets = value;
      if (flag == "--port") options.port = value;
      if (flag == "--listen") options.listen = ListenAddress::Parse(value);
    }
    if (options.rig.empty()) throw StartError("--rig FILE is missing");
    if (options.assets.empty()) throw StartError("--assets DIR is missing");
    if (!options.listen) throw StartError("--listen ADDRESS is missing");
    if (!options.listen->is_local())
      throw StartError("an arm is moved from its own machine: listen on a Unix socket or 127.0.0.1");
    return options;
  }
};

int Run(int count, char** arguments) {
  const Options options = Options::Parse(count, arguments);
  if (options.help) {
    std::fputs(kHelp, stdout);
    return 0;
  }
  std::fputs(kNotice, stderr);
  setenv("GRPC_VERBOSITY", "NONE", 0);
  const char* supervised = getenv("BLINDVLA_SUPERVISED");
  const StopSignal stop(options.supervised || (supervised != nullptr && std::string(supervised) == "1"));
  Rig rig = ReadRig(options.rig);
  if (!options.port.empty()) rig.port = options.port;
  CameraWatch watch(rig.cameras);
  std::vector<std::unique_ptr<Camera>> cameras;
  for (const CameraRig& camera : rig.cameras)
    cameras.push_back(std::make_unique<Camera>(camera, static_cast<int>(cameras.size()), &watch, OpenVideo));
  PoweredArm arm(kProgram, rig, options.assets, options.dry_run ? ArmServos::Mode::kDryRun : ArmServos::Mode::kMoving,
                 &watch);
  {
    bridge::DescribeResponse description = DescriptionOf(rig);
    description.set_rig_sha256(Sha256Of(rig));
    if (options.dry_run) description.set_physics_version("a real arm, of which nothing moves: a dry run");
    EnvironmentService service(description, 1, kIdle,
                               [&] { return std::make_unique<ArmSession>(rig, &arm.control(), cameras); });
    SafetyService safety(&arm.control());
    BridgeServer server(&service, *options.listen, std::nullopt, &safety);
    std::printf("listening on %s\n", server.connectable().c_str());
    std::fflush(stdout);
    stop.Wait();
    server.Stop(std::chrono::seconds(0));
  }
  return arm.PutDown() ? 0 : kLeftStopped;
}

}  // namespace
}  // namespace blindvla::widowx

int main(int count, char** arguments) {
  try {
    return blindvla::widowx::Run(count, arguments);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", blindvla::widowx::kProgram, error.what());
    return blindvla::widowx::kCannotStart;
  }
}
