// blindvla-closed-loop: the control loop with nothing between physics, camera and policy. What a step costs here is the
// least that it can cost through the bridge.
#include <google/protobuf/io/zero_copy_stream_impl.h>
#include <google/protobuf/util/delimited_message_util.h>

#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "rendering/png_file.h"
#include "rendering/renderer.h"
#include "simulation/engine_errors.h"
#include "simulation/simulation.h"

namespace blindvla {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kStepsPerEpisode = 80;
// Stay where you are, gripper open: what the `hold` policy answers.
constexpr float kHold[kActionLength] = {0, 0, 0, 0, 0, 0, 1};

constexpr char kHelp[] = R"(blindvla-closed-loop: physics and camera in one process, without the bridge

  blindvla-closed-loop --assets DIR --scenes FILE [--width W] [--height H] [--gl auto|egl|osmesa] [--supersample 1|2]
                       [--snapshot FILE]

FILE holds scenes: blindvla.bridge.v1.Scene messages, each behind its length as a varint. Waits for a line on standard
input, runs 80 steps of the next scene under the hold action, one picture of W x H (224 x 224) per step, and prints a
line of JSON: the seconds of the steps, without the reset. The first scene warms up. --snapshot writes the last picture
as PNG.
)";

struct Options {
  std::filesystem::path assets;
  std::filesystem::path scenes;
  std::filesystem::path snapshot;
  int width = 224;
  int height = 224;
  int supersample = 1;
  GlBackend gl = GlBackend::kAuto;
};

int ParseInt(const std::string& flag, const std::string& text) {
  int value = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || rest != text.data() + text.size() || value < 1) {
    throw std::invalid_argument(flag + " " + text + ": expected a number of at least 1");
  }
  return value;
}

Options Parse(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count; i += 2) {
    const std::string flag = arguments[i];
    if (i + 1 == count) throw std::invalid_argument(flag + " needs a value; see --help");
    const std::string value = arguments[i + 1];
    if (flag == "--assets")
      options.assets = value;
    else if (flag == "--snapshot")
      options.snapshot = value;
    else if (flag == "--scenes")
      options.scenes = value;
    else if (flag == "--width")
      options.width = ParseInt(flag, value);
    else if (flag == "--height")
      options.height = ParseInt(flag, value);
    else if (flag == "--supersample")
      options.supersample = ParseInt(flag, value);
    else if (flag == "--gl" && value == "auto")
      options.gl = GlBackend::kAuto;
    else if (flag == "--gl" && value == "egl")
      options.gl = GlBackend::kEgl;
    else if (flag == "--gl" && value == "osmesa")
      options.gl = GlBackend::kOsMesa;
    else
      throw std::invalid_argument("there is no " + flag + " " + value + "; see --help");
  }
  if (options.assets.empty()) throw std::invalid_argument("--assets DIR is missing");
  if (options.scenes.empty()) throw std::invalid_argument("--scenes FILE is missing");
  Renderer::CheckSize(options.width, options.height, "picture");
  return options;
}

std::vector<bridge::Scene> ReadScenes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  google::protobuf::io::IstreamInputStream stream(&file);
  std::vector<bridge::Scene> scenes;
  bool at_end = false;
  while (google::protobuf::util::ParseDelimitedFromZeroCopyStream(&scenes.emplace_back(), &stream, &at_end)) {
  }
  scenes.pop_back();
  if (!file.is_open() || !at_end || scenes.size() < 2)
    throw std::invalid_argument("--scenes " + path.string() + ": expected two or more length-delimited scenes");
  return scenes;
}

void Run(const Options& options) {
  setenv("LP_NUM_THREADS", "0", 0);
  InstallEngineErrorHandlers();
  const std::vector<bridge::Scene> scenes = ReadScenes(options.scenes);
  const auto assets = std::make_shared<const AssetLibrary>(options.assets);
  const auto graphics = OpenGlPlatform(options.gl, std::nullopt);
  Simulation simulation(assets);
  Renderer renderer(graphics, std::make_shared<TablePictures>(), options.supersample);

  std::vector<std::uint8_t> picture(static_cast<std::size_t>(options.width) * options.height * 3);
  google::protobuf::RepeatedField<float> state;
  bridge::TaskProgress progress;
  const auto observe = [&] {
    renderer.Render(simulation.data(), assets->TablePicture(simulation.table()), options.width, options.height,
                    picture.data());
    state.Clear();
    simulation.WriteState(&state);
    simulation.WriteProgress(&progress);
  };

  std::fprintf(stderr, "%s\n", graphics->description().c_str());
  std::string line;
  for (const bridge::Scene& scene : scenes) {
    if (!std::getline(std::cin, line)) break;
    simulation.Reset(scene);
    renderer.SetModel(simulation.model());
    observe();
    Clock::duration physics{};
    Clock::duration rendering{};
    for (int step = 0; step < kStepsPerEpisode; ++step) {
      const auto start = Clock::now();
      simulation.Step(kHold);
      const auto stepped = Clock::now();
      observe();
      physics += stepped - start;
      rendering += Clock::now() - stepped;
    }
    std::printf("{\"steps\": %d, \"physics_seconds\": %.6f, \"render_seconds\": %.6f}\n", kStepsPerEpisode,
                std::chrono::duration<double>(physics).count(), std::chrono::duration<double>(rendering).count());
    std::fflush(stdout);
  }
  if (!options.snapshot.empty()) {
    WritePng(options.snapshot, options.width, options.height, picture.data());
  }
}

}  // namespace
}  // namespace blindvla

int main(int count, char** arguments) {
  if (count == 2 && std::strcmp(arguments[1], "--help") == 0) {
    std::fputs(blindvla::kHelp, stdout);
    return 0;
  }
  try {
    blindvla::Run(blindvla::Parse(count, arguments));
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "blindvla-closed-loop: %s\n", error.what());
    return 2;
  }
}
