// blindvla-closed-loop: the control loop with nothing between physics, camera and policy. What a step costs here is the
// least that it can cost through the bridge.
#include <google/protobuf/io/zero_copy_stream_impl.h>
#include <google/protobuf/util/delimited_message_util.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "rendering/png_file.h"
#include "rendering/renderer.h"
#include "server/benchmarks/benchmark_options.h"
#include "server/scene_mapping.h"
#include "simulation/simulation.h"

namespace blindvla {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kStepsPerEpisode = 80;
// Stay where you are, gripper open: what the `hold` policy answers.

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

Options Parse(BenchmarkOptions& given) {
  Options options;
  given.ReadRequired("--assets", &options.assets);
  given.ReadRequired("--scenes", &options.scenes);
  given.Read("--snapshot", &options.snapshot);
  given.Read("--width", &options.width);
  given.Read("--height", &options.height);
  given.Read("--supersample", &options.supersample);
  given.Read("--gl", &options.gl);
  given.Finish();
  Renderer::CheckSize(options.width, options.height, "picture");
  return options;
}

std::vector<Scene> ReadScenes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  google::protobuf::io::IstreamInputStream stream(&file);
  std::vector<Scene> scenes;
  bool at_end = false;
  for (bridge::Scene scene; google::protobuf::util::ParseDelimitedFromZeroCopyStream(&scene, &stream, &at_end);
       scene.Clear()) {
    scenes.push_back(ToScene(scene));
  }
  if (!file.is_open() || !at_end || scenes.size() < 2)
    throw std::invalid_argument("--scenes " + path.string() + ": expected two or more length-delimited scenes");
  return scenes;
}

void Run(const Options& options) {
  const std::vector<Scene> scenes = ReadScenes(options.scenes);
  const auto assets = std::make_shared<const AssetLibrary>(options.assets);
  const auto graphics = OpenGlPlatform(options.gl, std::nullopt);
  Simulation simulation(assets);
  Renderer renderer(graphics, std::make_shared<TablePictures>(), options.supersample);

  std::vector<std::uint8_t> picture(static_cast<std::size_t>(options.width) * options.height * 3);
  std::array<float, kStateLength> state;
  TaskProgress progress;
  const auto observe = [&] {
    renderer.Render(simulation.data(), assets->TablePicture(simulation.table()), options.width, options.height,
                    picture.data());
    state = simulation.State();
    progress = simulation.Progress();
  };

  std::fprintf(stderr, "%s\n", graphics->description().c_str());
  std::string line;
  for (const Scene& scene : scenes) {
    if (!std::getline(std::cin, line)) break;
    simulation.Reset(scene);
    renderer.SetModel(simulation.model());
    observe();
    Clock::duration physics{};
    Clock::duration rendering{};
    for (int step = 0; step < kStepsPerEpisode; ++step) {
      const auto start = Clock::now();
      simulation.Step(kHoldAction);
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

int main(int count, char** values) {
  return blindvla::RunBenchmark("blindvla-closed-loop", blindvla::kHelp, count, values,
                                [](blindvla::BenchmarkOptions& options) { blindvla::Run(blindvla::Parse(options)); });
}
