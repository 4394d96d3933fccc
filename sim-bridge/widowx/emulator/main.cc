// blindvla-widowx-emulator: arguments, the pseudo-terminal, real time.
#include <poll.h>
#include <pty.h>
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
#include <string>
#include <vector>

#include "server/descriptor.h"
#include "server/start_error.h"
#include "server/stop_signal.h"
#include "simulation/engine_errors.h"
#include "simulation/errors.h"
#include "widowx/emulator/commands.h"
#include "widowx/emulator/emulated_arm.h"
#include "widowx/emulator/scene_file.h"
#include "widowx/rig/rig_file.h"

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
  --help

Prints "serial port PATH" when ready; whoever opens that finds the servos, at rest and without torque. Ends with
standard input, or on SIGTERM. Lines on standard input are obeyed, and answered by a line each:

)") + CommandsHelp() +
         R"(
Exit codes: 0 ended, 2 could not start.

Example: blindvla-widowx-emulator --assets artifacts/assets --link /tmp/widowx
)";
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
      const std::string value = next();
      const auto [rest, error] = std::from_chars(value.data(), value.data() + value.size(), options.speed);
      const bool is_number = error == std::errc() && rest == value.data() + value.size();
      if (!is_number || !(options.speed >= 0.01 && options.speed <= 100))
        throw StartError("--speed " + value + ": expected a number from 0.01 to 100");
    } else {
      throw StartError("there is no flag " + flag + "; see --help");
    }
  }
  if (options.assets.empty()) throw StartError("--assets DIR is missing: the folder of models to emulate with");
  return options;
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

void Serve(EmulatedArm* arm, Terminal* terminal, double speed, int stop) {
  std::string lines;
  Clock::time_point last = Clock::now();
  for (;;) {
    pollfd sources[] = {{terminal->servos.get(), POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}, {stop, POLLIN, 0}};
    poll(sources, 3, kTickMilliseconds);
    const Clock::time_point now = Clock::now();
    const double seconds = std::chrono::duration<double>(now - last).count() * speed;
    last = now;
    arm->Advance(std::min(seconds, kLongestLeap * std::max(speed, 1.0)));

    if (sources[2].revents != 0) return;
    if (sources[0].revents != 0) {
      std::uint8_t bytes[dynamixel::kMaxPacketBytes];
      const ssize_t count = read(terminal->servos.get(), bytes, sizeof bytes);
      if (count > 0) arm->Receive({bytes, static_cast<std::size_t>(count)});
    }
    if (const std::vector<std::uint8_t> said = arm->TakeOutput(); !said.empty()) Send(terminal->servos.get(), said);
    if (sources[1].revents == 0) continue;
    char text[1024];
    const ssize_t count = read(STDIN_FILENO, text, sizeof text);
    if (count <= 0) return;
    lines.append(text, static_cast<std::size_t>(count));
    for (std::size_t end; (end = lines.find('\n')) != std::string::npos; lines.erase(0, end + 1)) {
      const std::string line = lines.substr(0, end);
      const bool unplug = line == "unplug";
      if (unplug) {
        terminal->servos.Close();
        terminal->controller.Close();
      }
      std::printf("%s\n", unplug ? "ok" : Obey(line, arm).c_str());
      std::fflush(stdout);
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
  const StopSignal stop;
  InstallEngineErrorHandlers();
  const Rig rig = options.rig.empty() ? StandardRig() : ReadRig(options.rig);
  const auto assets = std::make_shared<const AssetLibrary>(options.assets);
  EmulatedArm arm(rig, std::make_shared<SceneCompiler>(assets),
                  options.scene.empty() ? StandardScene(*assets) : ReadScene(options.scene));
  Terminal terminal = Terminal::Open();
  const Link link(options.link, terminal.path);
  std::printf("serial port %s\n", terminal.path.c_str());
  std::fflush(stdout);
  Serve(&arm, &terminal, options.speed, stop.descriptor());
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
