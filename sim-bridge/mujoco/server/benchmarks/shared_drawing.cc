// blindvla-shared-drawing: sessions that come and go in one process and do nothing but draw: whether their driver bears
// it, and what it costs that they take turns.
#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "rendering/renderer.h"
#include "server/benchmarks/benchmark_options.h"
#include "simulation/scene_compiler.h"

namespace blindvla {
namespace {

using Clock = std::chrono::steady_clock;

// Graphics memory is made and freed where scenes change and sessions end, so both are short.
constexpr int kScenesPerSession = 12;
constexpr int kFramesPerScene = 6;
constexpr int kObjects = 8;

constexpr char kHelp[] = R"(blindvla-shared-drawing: sessions that come and go in one process

  blindvla-shared-drawing --assets DIR [--sessions N] [--frames N] [--width W] [--height H] [--gl auto|egl|osmesa]
                          [--unguarded]

N (12) threads each open a session, draw a few pictures of W x H (128 x 128) of several scenes, close it and begin again,
until there are N (6000) frames; prints a line of JSON: renderer, sessions, frames, seconds. --unguarded lets them draw at
the same time whatever the driver is; with MALLOC_PERTURB_=85 in the environment a look into freed memory then ends the
process at once.
)";

struct Arguments {
  std::filesystem::path assets;
  int sessions = 12;
  int frames = 6000;
  int width = 128;
  int height = 128;
  GlBackend gl = GlBackend::kAuto;
  bool unguarded = false;
};

Arguments Parse(BenchmarkOptions& options) {
  Arguments arguments;
  options.ReadRequired("--assets", &arguments.assets);
  options.Read("--sessions", &arguments.sessions);
  options.Read("--frames", &arguments.frames);
  options.Read("--width", &arguments.width);
  options.Read("--height", &arguments.height);
  options.Read("--gl", &arguments.gl);
  arguments.unguarded = options.Read("--unguarded");
  options.Finish();
  Renderer::CheckSize(arguments.width, arguments.height, "picture");
  return arguments;
}

// Contexts of another platform, which nothing is known about: nobody waits for a turn.
class UnguardedPlatform : public GlPlatform {
 public:
  explicit UnguardedPlatform(std::shared_ptr<const GlPlatform> inner) : inner_(std::move(inner)) {
    SetDescription("unguarded");
  }
  std::unique_ptr<GlContext> MakeContext() const override { return inner_->MakeContext(); }

 private:
  std::shared_ptr<const GlPlatform> inner_;
};

void Run(const Arguments& arguments) {
  const auto assets = std::make_shared<const AssetLibrary>(arguments.assets);
  SceneCompiler compiler(assets);
  const auto pictures = std::make_shared<TablePictures>();
  auto graphics = OpenGlPlatform(arguments.gl, std::nullopt);
  const std::string description = graphics->description();
  if (arguments.unguarded) graphics = std::make_shared<const UnguardedPlatform>(graphics);

  std::mutex mutex;
  int frames = 0;
  std::size_t opened = 0;
  std::exception_ptr fault;
  const auto work = [&](std::size_t number) {
    Renderer renderer(graphics, pictures, 1);
    std::vector<std::uint8_t> picture(std::size_t{3} * arguments.width * arguments.height);
    for (int k = 0; k < kScenesPerSession; ++k) {
      std::vector<PlacedAsset> placements;
      for (int i = 0; i < kObjects; ++i)
        placements.push_back(
            {"o" + std::to_string(i), assets->objects()[((number + k) % 16 * 5 + i) % assets->objects().size()]});
      const auto scene = compiler.Compile(placements);
      const DataPtr data(mj_makeData(scene->model.get()));
      for (int i = 0; i < kObjects; ++i) {
        data->qpos[scene->objects[i].qpos] = -0.25 + 0.05 * (i % 4);
        data->qpos[scene->objects[i].qpos + 1] = -0.1 + 0.1 * (i / 4);
        data->qpos[scene->objects[i].qpos + 2] = 0.9;
      }
      mj_kinematics(scene->model.get(), data.get());
      mj_camlight(scene->model.get(), data.get());
      renderer.SetModel({scene, scene->model.get()});
      for (int i = 0; i < kFramesPerScene; ++i)
        renderer.Render(data.get(), assets->TablePicture(assets->tables().front()), arguments.width, arguments.height,
                        picture.data());
    }
  };
  const auto begin = Clock::now();
  std::vector<std::thread> threads;
  for (int i = 0; i < arguments.sessions; ++i) {
    threads.emplace_back([&] {
      for (;;) {
        std::size_t number;
        {
          const std::scoped_lock lock(mutex);
          if (frames >= arguments.frames || fault) return;
          frames += kScenesPerSession * kFramesPerScene;
          number = opened++;
        }
        try {
          work(number);
        } catch (...) {
          const std::scoped_lock lock(mutex);
          fault = std::current_exception();
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  if (fault) std::rethrow_exception(fault);
  std::printf("{\"renderer\": \"%s\", \"sessions\": %d, \"frames\": %d, \"seconds\": %.3f}\n", description.c_str(),
              arguments.sessions, frames, std::chrono::duration<double>(Clock::now() - begin).count());
}

}  // namespace
}  // namespace blindvla

int main(int count, char** values) {
  return blindvla::RunBenchmark("blindvla-shared-drawing", blindvla::kHelp, count, values,
                                [](blindvla::BenchmarkOptions& options) { blindvla::Run(blindvla::Parse(options)); });
}
