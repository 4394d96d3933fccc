// blindvla-widowx-jog: one joint, slowly, for as long as somebody holds a key.
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>

#include "server/stop_signal.h"
#include "widowx/powered/powered_arm.h"
#include "widowx/rig/rig_file.h"

namespace blindvla::widowx {
namespace {

constexpr char kProgram[] = "blindvla-widowx-jog";

constexpr int kUsage = 2;
constexpr int kLeftStopped = 3;
constexpr int kCannotMove = 4;

// A terminal repeats a key that is held some thirty times a second, after a pause in which the joint stands.
constexpr double kMovesFor = 0.15;  // s, for each time
constexpr int kShowEveryMilliseconds = 100;

constexpr char kHelp[] = R"(blindvla-widowx-jog: moves one joint slowly for as long as a key is held

  blindvla-widowx-jog --rig FILE --assets DIR --joint NAME [--port PATH]

  --rig FILE    the rig as JSON (protos/blindvla/rig/v1/rig.proto)
  --assets DIR  with the arm's model in it
  --joint NAME  waist, shoulder, elbow, forearm_roll, wrist_angle, wrist_rotate or gripper
  --port PATH   its serial port, instead of the one in the rig
  --help

+ and - move the joint, at a quarter of the rig's ramp_speed and within its limits; when the key is let go it stands.
q, the end of the input, SIGINT, SIGTERM or SIGHUP end it: the arm goes slowly to its rest, and its torque is switched off there.
Space or SIGUSR1 is the emergency stop. The rules of the arm hold as they do under blindvla-widowx-server.

NOT SAFETY-RATED: this software replaces neither a switch that takes the arm's power away nor a person by it.

Exit codes: 0 ended with the arm at rest, 2 usage or no rig, 3 ended with the arm held where it was stopped, 4 the arm
cannot be moved.

Example: blindvla-widowx-jog --rig rig.json --assets artifacts/assets --joint elbow
)";

struct Options {
  std::filesystem::path rig, assets;
  std::string joint, port;
};

// Keys as they are pressed, and not a line at a time, while this lives.
class Keys {
 public:
  Keys() {
    if (tcgetattr(STDIN_FILENO, &before_) != 0) return;  // no terminal: whatever comes is a key
    is_terminal_ = true;
    termios raw = before_;
    raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    tcsetattr(STDIN_FILENO, TCSANOW, &raw);
  }
  ~Keys() {
    if (is_terminal_) tcsetattr(STDIN_FILENO, TCSANOW, &before_);
  }
  Keys(const Keys&) = delete;
  Keys& operator=(const Keys&) = delete;

 private:
  bool is_terminal_ = false;
  termios before_{};
};

int JointOf(const Rig& rig, const std::string& name) {
  for (int i = 0; i < kRigJoints; ++i)
    if (rig.joints[i].name == name) return i;
  throw RigError("there is no joint '" + name + "'; expected waist, shoulder, elbow, forearm_roll, wrist_angle, " +
                 "wrist_rotate or gripper");
}

// Until somebody wants no more of it, or the arm is stopped.
void Obey(const Rig& rig, int joint, int stop, ArmControl* control) {
  const Keys keys;
  const double speed = rig.motion.ramp_speed / 4;
  for (;;) {
    pollfd sources[] = {{STDIN_FILENO, POLLIN, 0}, {stop, POLLIN, 0}};
    poll(sources, 2, kShowEveryMilliseconds);
    const ArmControl::Status status = control->status();
    std::fprintf(stderr, "\r%s %+.3f rad ", rig.joints[joint].name.c_str(), status.positions[joint]);
    if (sources[1].revents != 0 || status.phase == ArmControl::Phase::kStopped) break;
    if (sources[0].revents == 0) continue;
    char key;
    if (read(STDIN_FILENO, &key, 1) != 1 || key == 'q') break;
    if (key == '+' || key == '-') control->Jog(joint, key == '+' ? speed : -speed, kMovesFor);
    if (key == ' ') control->EmergencyStop();
  }
  std::fputs("\n", stderr);
}

int Run(const Options& options) {
  const StopSignal stop;
  Rig rig = ReadRig(options.rig);
  if (!options.port.empty()) rig.port = options.port;
  const int joint = JointOf(rig, options.joint);
  PoweredArm arm(kProgram, rig, options.assets);
  std::fprintf(stderr, "hold + or - to move %s, q to end, space for the emergency stop\n", options.joint.c_str());
  Obey(rig, joint, stop.descriptor(), &arm.control());
  return arm.PutDown() ? 0 : kLeftStopped;
}

int Usage(const std::string& what) {
  std::fprintf(stderr, "%s: %s; see --help\n", kProgram, what.c_str());
  return kUsage;
}

int ParseAndRun(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string flag = arguments[i];
    if (flag == "--help") {
      std::fputs(kHelp, stdout);
      return 0;
    }
    if (flag != "--rig" && flag != "--assets" && flag != "--joint" && flag != "--port")
      return Usage("there is no flag " + flag);
    if (++i == count) return Usage(flag + " needs a value");
    const std::string value = arguments[i];
    if (flag == "--rig") options.rig = value;
    if (flag == "--assets") options.assets = value;
    if (flag == "--joint") options.joint = value;
    if (flag == "--port") options.port = value;
  }
  if (options.rig.empty() || options.assets.empty() || options.joint.empty())
    return Usage("--rig FILE, --assets DIR and --joint NAME are needed");
  std::fputs(
      "NOT SAFETY-RATED: this software replaces neither a switch that takes the arm's power away nor a person by it.\n",
      stderr);
  return Run(options);
}

}  // namespace
}  // namespace blindvla::widowx

int main(int count, char** arguments) {
  using namespace blindvla::widowx;
  try {
    return ParseAndRun(count, arguments);
  } catch (const RigError& error) {
    std::fprintf(stderr, "%s: %s\n", kProgram, error.what());
    return kUsage;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", kProgram, error.what());
    return kCannotMove;
  }
}
