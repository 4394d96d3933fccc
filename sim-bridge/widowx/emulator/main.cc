// blindvla-widowx-emulator: arguments, the pseudo-terminal, real time.
#include <poll.h>
#include <pty.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "rendering/renderer.h"
#include "server/descriptor.h"
#include "server/start_error.h"
#include "server/stop_signal.h"
#include "simulation/engine_errors.h"
#include "simulation/errors.h"
#include "simulation/workcell.h"
#include "widowx/emulator/camera_server.h"
#include "widowx/emulator/commands.h"
#include "widowx/emulator/emulated_arm.h"
#include "widowx/emulator/scene_file.h"
#include "widowx/emulator/world_camera.h"
#include "widowx/rig/rig_file.h"
#include "widowx/scheduling/scheduling.h"

namespace blindvla::widowx {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kCannotStart = 2;
constexpr int kTickMilliseconds = 2;
// A machine that stood still is no reason to move the arm for as long at once.
constexpr double kLongestLeap = 0.1;  // s
constexpr std::size_t kLongestLine = 4096;

struct Options {
  bool help = false;
  std::filesystem::path rig;
  std::filesystem::path assets;
  std::filesystem::path scene;
  std::filesystem::path link;
  double speed = 1;
  bool has_camera = true;
  int camera_port = 0;
  double camera_rate = 10;  // Hz

  static Options Parse(int count, char** arguments);
};

std::string Help() {
  return std::string(
             R"(blindvla-widowx-emulator: the servos of a WidowX-250S on a pseudo-terminal, with the simulated arm and table top behind them

  blindvla-widowx-emulator --assets DIR [options]

  --assets DIR    models of the arm, the objects and the tables
  --rig FILE      the rig whose servos there are, as JSON (a WidowX-250S as its maker sets it up)
  --scene FILE    what is on the table, the JSON of blindvla.bridge.v1.Scene (a carrot beside a plate)
  --link PATH     a symbolic link to the pseudo-terminal, for a rig to name
  --speed X       of the arm's time against the clock's, 0.01 to 100 (1)
  --camera-port N where its camera sends pictures on 127.0.0.1 (any free port; "camera url" says which)
  --camera-rate X pictures a second, 1 to 60 (10), of the size that the rig's camera has as its source
  --no-camera     nothing is drawn, whatever cameras the rig has
  --help

Prints "serial port PATH" when ready; whoever opens that finds the servos, at rest and without torque. Ends with
standard input, or on SIGTERM. Lines on standard input are obeyed, one after the other, and answered by a line each:

)") + Commands::Help() +
         R"(
Exit codes: 0 ended, 2 could not start.

Example: blindvla-widowx-emulator --assets artifacts/assets --link /tmp/widowx
)";
}

// The number that a flag is given.
template <typename Number>
Number ParseNumber(const std::string& flag, const std::string& value, Number minimum, Number maximum) {
  Number number;
  const auto [rest, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc() || rest != value.data() + value.size() || !(number >= minimum && number <= maximum)) {
    std::ostringstream problem;
    problem << flag << " " << value << ": expected a number from " << minimum << " to " << maximum;
    throw StartError(problem.str());
  }
  return number;
}

Options Options::Parse(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string flag = arguments[i];
    if (flag == "--help") {
      options.help = true;
      return options;
    }
    const auto next = [&] {
      if (++i == count) throw StartError(flag + " needs a value; see --help");
      return std::string(arguments[i]);
    };
    if (flag == "--rig") {
      options.rig = next();
    } else if (flag == "--assets") {
      options.assets = next();
    } else if (flag == "--scene") {
      options.scene = next();
    } else if (flag == "--link") {
      options.link = next();
    } else if (flag == "--speed") {
      options.speed = ParseNumber(flag, next(), 0.01, 100.0);
    } else if (flag == "--camera-port") {
      options.camera_port = ParseNumber(flag, next(), 1, 65535);
    } else if (flag == "--camera-rate") {
      options.camera_rate = ParseNumber(flag, next(), 1.0, 60.0);
    } else if (flag == "--no-camera") {
      options.has_camera = false;
    } else {
      throw StartError("there is no flag " + flag + "; see --help");
    }
  }
  if (options.assets.empty()) throw StartError("--assets DIR is missing: the folder of models to emulate with");
  return options;
}

// The rig's camera, as far as the emulated world has it.
class Camera {
 public:
  Camera(const CameraRig& camera, const Options& options, std::shared_ptr<const AssetLibrary> assets)
      : period_(std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(1 / options.camera_rate))),
        server_(options.camera_port, camera.name),
        world_camera_(OpenGlPlatform(GlBackend::kAuto, std::nullopt), std::move(assets), camera.source_width,
                      camera.source_height, [this](std::vector<std::uint8_t> jpeg) { server_.Show(std::move(jpeg)); }) {
  }

  CameraServer* server() { return &server_; }

  // Takes a picture when it is time for one and somebody looks.
  void Turn(const Simulation& world, Clock::time_point now) {
    if (now < next_ || !server_.is_watched()) return;
    next_ = std::max(next_ + period_, now);
    world_camera_.Take(world);
  }

 private:
  const Clock::duration period_;
  Clock::time_point next_{};
  CameraServer server_;
  WorldCamera world_camera_;
};

// Null where there is none.
std::unique_ptr<Camera> MakeCamera(const Rig& rig, const Options& options, std::shared_ptr<const AssetLibrary> assets) {
  if (!options.has_camera || rig.cameras.empty()) return nullptr;
  for (const CameraRig& camera : rig.cameras) {
    if (camera.name != kCameraName)
      throw StartError("the emulated world has no camera '" + camera.name + "', only " + kCameraName +
                       "; see --no-camera");
  }
  const CameraRig& camera = rig.cameras.front();
  Renderer::CheckSize(camera.source_width, camera.source_height, "cameras[0].source");
  return std::make_unique<Camera>(camera, options, std::move(assets));
}

// The two ends of a pseudo-terminal. Both are held, so that a controller may come and go.
struct Terminal {
  Descriptor servos;
  Descriptor controller;
  std::string path;

  static Terminal Open() {
    int servos, controller;
    char name[4096];
    termios raw;
    std::memset(&raw, 0, sizeof raw);
    cfmakeraw(&raw);
    if (openpty(&servos, &controller, name, &raw, nullptr) != 0)
      throw StartError(std::string("a pseudo-terminal: ") + std::strerror(errno));
    return {Descriptor(servos), Descriptor(controller), name};
  }
};

// A link to the terminal, as long as this is.
class Link {
 public:
  Link(const std::filesystem::path& path, const std::string& target) : path_(path) {
    if (path_.empty()) return;
    std::error_code error;
    if (std::filesystem::is_symlink(std::filesystem::symlink_status(path_, error)))
      std::filesystem::remove(path_, error);
    std::filesystem::create_symlink(target, path_, error);
    if (error) throw StartError("--link " + path_.string() + ": " + error.message());
  }
  ~Link() {
    std::error_code error;
    if (!path_.empty()) std::filesystem::remove(path_, error);
  }
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

 private:
  const std::filesystem::path path_;
};

// Writes all of it, or what a controller that does not read leaves room for.
void Send(int descriptor, const std::vector<std::uint8_t>& bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t count = write(descriptor, bytes.data() + sent, bytes.size() - sent);
    if (count <= 0) return;
    sent += static_cast<std::size_t>(count);
  }
}

void Answer(const std::string& line) {
  std::printf("%s\n", line.c_str());
  std::fflush(stdout);
}

void Serve(EmulatedArm* arm, Camera* camera, Terminal* terminal, double speed, int stop) {
  Commands commands(arm, camera != nullptr ? camera->server() : nullptr);
  std::string lines;
  Clock::time_point last = Clock::now();
  for (;;) {
    pollfd sources[] = {{terminal->servos.get(), POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}, {stop, POLLIN, 0}};
    poll(sources, 3, kTickMilliseconds);
    const Clock::time_point now = Clock::now();
    const double seconds = std::chrono::duration<double>(now - last).count() * speed;
    last = now;
    arm->Advance(std::min(seconds, kLongestLeap * std::max(speed, 1.0)));
    if (camera != nullptr) camera->Turn(arm->world(), now);

    if (sources[2].revents != 0) return;
    if (sources[0].revents != 0) {
      std::uint8_t bytes[dynamixel::kMaxPacketBytes];
      const ssize_t count = read(terminal->servos.get(), bytes, sizeof bytes);
      if (count > 0) arm->Receive({bytes, static_cast<std::size_t>(count)});
    }
    if (const std::vector<std::uint8_t> said = arm->TakeOutput(); !said.empty()) Send(terminal->servos.get(), said);
    if (sources[1].revents != 0) {
      char text[1024];
      const ssize_t count = read(STDIN_FILENO, text, sizeof text);
      if (count <= 0) return;
      lines.append(text, static_cast<std::size_t>(count));
    }
    if (commands.is_busy()) {
      const std::optional<std::string> answer = commands.Wait(std::chrono::milliseconds(0));
      if (!answer) continue;
      Answer(*answer);
    }
    for (std::size_t end; !commands.is_busy() && (end = lines.find('\n')) != std::string::npos;
         lines.erase(0, end + 1)) {
      const std::string line = lines.substr(0, end);
      if (line == "unplug") {
        terminal->servos.Close();
        terminal->controller.Close();
        Answer("ok");
      } else if (const std::optional<std::string> answer = commands.Obey(line)) {
        Answer(*answer);
      }
    }
    if (lines.size() > kLongestLine) lines.clear();
  }
}

int Run(int count, char** arguments) {
  const Options options = Options::Parse(count, arguments);
  if (options.help) {
    std::fputs(Help().c_str(), stdout);
    return 0;
  }
  // Drawn by one thread: helpers would take the servos' time.
  setenv("LP_NUM_THREADS", "0", 0);
  const StopSignal stop;
  InstallEngineErrorHandlers();
  const Rig rig = options.rig.empty() ? StandardRig() : ReadRig(options.rig);
  const auto assets = std::make_shared<const AssetLibrary>(options.assets);
  EmulatedArm arm(rig, std::make_shared<SceneCompiler>(assets),
                  options.scene.empty() ? StandardScene(*assets) : ReadScene(options.scene));
  const std::unique_ptr<Camera> camera = MakeCamera(rig, options, assets);
  Terminal terminal = Terminal::Open();
  const Link link(options.link, terminal.path);
  // Servos answer at once, however busy this machine is; faster than the clock they would leave it no time.
  if (options.speed <= 1) RunFirst(Urgency::kEmulator);
  std::printf("serial port %s\n", terminal.path.c_str());
  std::fflush(stdout);
  Serve(&arm, camera.get(), &terminal, options.speed, stop.descriptor());
  return 0;
}

}  // namespace
}  // namespace blindvla::widowx

int main(int count, char** arguments) {
  try {
    return blindvla::widowx::Run(count, arguments);
  } catch (const blindvla::InvalidRequest& error) {
    std::fprintf(stderr, "blindvla-widowx-emulator: %s: %s\n", error.field().c_str(), error.what());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "blindvla-widowx-emulator: %s\n", error.what());
  }
  return blindvla::widowx::kCannotStart;
}
