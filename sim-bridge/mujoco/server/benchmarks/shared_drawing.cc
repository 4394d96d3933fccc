// blindvla-shared-drawing: sessions that come and go in one process and do nothing but draw: whether their driver bears
// it, and what it costs that they take turns.
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <filesystem>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "rendering/renderer.h"
#include "simulation/engine_errors.h"
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

int ParseInt(const std::string& flag, const std::string& text) {
  int value = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || rest != text.data() + text.size() || value < 1) {
    throw std::invalid_argument(flag + " " + text + ": expected a number of at least 1");
  }
  return value;
}

Arguments Parse(int count, char** values) {
  Arguments arguments;
  for (int i = 1; i < count; ++i) {
    const std::string flag = values[i];
    if (flag == "--unguarded") {
      arguments.unguarded = true;
      continue;
    }
    if (++i == count) throw std::invalid_argument(flag + " needs a value; see --help");
    const std::string value = values[i];
    if (flag == "--assets")
      arguments.assets = value;
    else if (flag == "--sessions")
      arguments.sessions = ParseInt(flag, value);
    else if (flag == "--frames")
      arguments.frames = ParseInt(flag, value);
    else if (flag == "--width")
      arguments.width = ParseInt(flag, value);
    else if (flag == "--height")
      arguments.height = ParseInt(flag, value);
    else if (flag == "--gl" && value == "auto")
      arguments.gl = GlBackend::kAuto;
    else if (flag == "--gl" && value == "egl")
      arguments.gl = GlBackend::kEgl;
    else if (flag == "--gl" && value == "osmesa")
      arguments.gl = GlBackend::kOsMesa;
    else
      throw std::invalid_argument("there is no " + flag + " " + value + "; see --help");
  }
  if (arguments.assets.empty()) throw std::invalid_argument("--assets DIR is missing");
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
  setenv("LP_NUM_THREADS", "0", 0);
  InstallEngineErrorHandlers();
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
      renderer.SetModel(scene->model.get());
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
  if (count == 2 && std::strcmp(values[1], "--help") == 0) {
    std::fputs(blindvla::kHelp, stdout);
    return 0;
  }
  try {
    blindvla::Run(blindvla::Parse(count, values));
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "blindvla-shared-drawing: %s\n", error.what());
    return 2;
  }
}
