// blindvla-widowx-check: what is on the bus of a rig, and what speaks against moving it. Moves nothing.
#include <algorithm>
#include <cctype>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include "rendering/png_file.h"
#include "widowx/arm/inspection.h"
#include "widowx/camera/camera_inspection.h"
#include "widowx/camera/video_source.h"
#include "widowx/dynamixel/serial_port.h"
#include "widowx/rig/action_space.h"
#include "widowx/rig/rig_file.h"

namespace blindvla::widowx {
namespace {

constexpr int kProblems = 1;
constexpr int kUsage = 2;
constexpr int kCannotConnect = 4;

// Nobody waits for a check: a machine under load is no arm with a fault.
constexpr dynamixel::Bus::Timing kPatient{std::chrono::milliseconds(100), 4};

constexpr char kHelp[] =
    R"(blindvla-widowx-check: looks at every servo and through every camera of a rig, and moves nothing

  blindvla-widowx-check --rig FILE [--port PATH] [--pictures DIR]
  blindvla-widowx-check --print-rig

  --rig FILE      the rig as JSON (protos/blindvla/rig/v1/rig.proto)
  --port PATH     its serial port, instead of the one in the file
  --pictures DIR  leave there what each camera shows a policy, as NAME.png
  --print-rig     print the rig of a WidowX-250S as its maker sets it up: a file to begin with
  --help

Prints a line for each servo and each camera, then a line for everything that speaks against moving the arm. This is no safety-rated
check: it reads what the servos say of themselves, and does not know what lies around them.

Exit codes: 0 nothing speaks against it, 1 something does, 2 usage or no rig, 4 the port cannot be used.

Example: blindvla-widowx-check --rig rig.json --port /dev/ttyUSB0
)";

int Usage(const std::string& what) {
  std::fprintf(stderr, "blindvla-widowx-check: %s; see --help\n", what.c_str());
  return kUsage;
}

// What a camera shows, as a file; a name of a rig may be anything, a file's may not.
void WritePicture(const std::filesystem::path& folder, const std::string& camera, const Picture& picture) {
  std::string name = camera;
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0 && c != '_' && c != '-'; }, '_');
  WritePng(folder / (name + ".png"), picture.width, picture.height, picture.rgb.data());
}

std::vector<std::string> CheckCameras(const Rig& rig, const std::filesystem::path& pictures) {
  std::vector<std::string> problems;
  for (const CameraRig& camera : rig.cameras) {
    const CameraReport report = InspectCamera(camera, OpenVideo);
    if (report.rate > 0) {
      std::printf("%-16s %dx%d of %dx%d, %.1f a second\n", camera.name.c_str(), camera.width, camera.height,
                  camera.source_width, camera.source_height, report.rate);
      if (!pictures.empty()) WritePicture(pictures, camera.name, report.picture);
    } else {
      std::printf("%-16s shows nothing\n", camera.name.c_str());
    }
    problems.insert(problems.end(), report.problems.begin(), report.problems.end());
  }
  return problems;
}

// What policies must speak, and what the identity of runs on this rig has.
void PrintActions(const Rig& rig) {
  std::printf("%-16s %s, %g ms each; rig_sha256 %s\n", "actions", Name(rig.actions), 1000 * rig.motion.control_period,
              Sha256Of(rig).c_str());
  for (const ArraySpec& part : ActionSpecOf(rig)) {
    std::printf("  %-14s %d of %s%s%s, %s, %.4g to %.4g\n", part.name.c_str(), part.length, part.convention.c_str(),
                part.frame.empty() ? "" : " in ", part.frame.c_str(), part.unit.c_str(), *part.minimum, *part.maximum);
  }
}

int Check(const Rig& rig, const std::filesystem::path& pictures) {
  dynamixel::SerialPort port(rig.port, rig.baud);
  dynamixel::Bus bus(&port, kPatient);
  Inspection inspection = Inspect(rig, &bus);
  for (const std::string& problem : SurroundingProblems(rig)) inspection.problems.push_back(problem);

  std::printf("%-16s %3s %6s %9s %8s %6s %9s %7s\n", rig.name.c_str(), "id", "model", "firmware", "voltage", "temp.",
              "position", "torque");
  for (const ServoReport& servo : inspection.servos) {
    if (servo.answered) {
      std::printf("%-16s %3d %6d %9d %6.1f V %4.0f C %5.3f rad %7s\n", servo.joint.c_str(), servo.id, servo.model,
                  servo.firmware, servo.voltage, servo.temperature, servo.position, servo.has_torque ? "on" : "off");
    } else {
      std::printf("%-16s %3d did not answer\n", servo.joint.c_str(), servo.id);
    }
  }
  PrintActions(rig);
  for (const std::string& problem : CheckCameras(rig, pictures)) inspection.problems.push_back(problem);
  for (const std::string& problem : inspection.problems) std::printf("problem: %s\n", problem.c_str());
  if (inspection.problems.empty())
    std::puts("nothing that the servos say or the cameras show speaks against moving it");
  return inspection.problems.empty() ? 0 : kProblems;
}

int Run(int count, char** arguments) {
  std::string file, port, pictures;
  for (int i = 1; i < count; ++i) {
    const std::string flag = arguments[i];
    if (flag == "--help") {
      std::fputs(kHelp, stdout);
      return 0;
    }
    if (flag == "--print-rig") {
      std::fputs(ToJson(StandardRig()).c_str(), stdout);
      return 0;
    }
    if (flag != "--rig" && flag != "--port" && flag != "--pictures") return Usage("there is no flag " + flag);
    if (++i == count) return Usage(flag + " needs a value");
    (flag == "--rig" ? file : flag == "--port" ? port : pictures) = arguments[i];
  }
  if (file.empty()) return Usage("--rig FILE is missing");
  Rig rig = ReadRig(file);
  if (!port.empty()) rig.port = port;
  if (!pictures.empty() && !std::filesystem::is_directory(pictures)) return Usage(pictures + " is no folder");
  return Check(rig, pictures);
}

}  // namespace
}  // namespace blindvla::widowx

int main(int count, char** arguments) {
  using namespace blindvla::widowx;
  try {
    return Run(count, arguments);
  } catch (const RigError& error) {
    std::fprintf(stderr, "blindvla-widowx-check: %s\n", error.what());
    return kUsage;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "blindvla-widowx-check: %s\n", error.what());
    return kCannotConnect;
  }
}
