#ifndef BLINDVLA_WIDOWX_EMULATOR_WORLD_CAMERA_H_
#define BLINDVLA_WIDOWX_EMULATOR_WORLD_CAMERA_H_

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "rendering/gl_platform.h"
#include "rendering/table_pictures.h"
#include "simulation/asset_library.h"
#include "simulation/simulation.h"

namespace blindvla::widowx {

// Photographs an emulated world with the simulator's own camera, in a thread of its own: servos wait for nobody who
// draws. As with a real camera no two pictures are the same, because of its noise.
class WorldCamera {
 public:
  using Deliver = std::function<void(std::vector<std::uint8_t> jpeg)>;

  // `deliver` is called by that thread. Throws EngineFault.
  WorldCamera(std::shared_ptr<const GlPlatform> graphics, std::shared_ptr<const AssetLibrary> assets, int width,
              int height, Deliver deliver);
  ~WorldCamera();
  WorldCamera(const WorldCamera&) = delete;
  WorldCamera& operator=(const WorldCamera&) = delete;

  // As the world is now. Nothing, while the picture before is being drawn.
  void Take(const Simulation& world);

 private:
  // What is to be drawn: the world goes on meanwhile.
  struct Moment {
    std::shared_ptr<const mjModel> model;
    std::filesystem::path table;
    std::vector<mjtNum> positions;
  };

  void Run(std::promise<void> begun);
  void Draw(std::promise<void>* begun, bool* has_begun);

  const std::shared_ptr<const GlPlatform> graphics_;
  const std::shared_ptr<const AssetLibrary> assets_;
  const int width_;
  const int height_;
  const Deliver deliver_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Moment> moment_;  // that waits
  bool is_idle_ = false;
  bool is_ending_ = false;

  std::thread thread_;
};

}  // namespace blindvla::widowx

#endif  // BLINDVLA_WIDOWX_EMULATOR_WORLD_CAMERA_H_
