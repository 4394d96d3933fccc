#include "widowx/emulator/world_camera.h"

#include <cstdio>
#include <exception>
#include <utility>

#include "control/engine.h"
#include "rendering/jpeg.h"
#include "rendering/renderer.h"
#include "rendering/sensor.h"

namespace blindvla::widowx {
namespace {

constexpr int kJpegQuality = 95;
constexpr double kNoise = 1;  // levels

}  // namespace

WorldCamera::WorldCamera(std::shared_ptr<const GlPlatform> graphics, std::shared_ptr<const AssetLibrary> assets,
                         int width, int height, Deliver deliver)
    : graphics_(std::move(graphics)),
      assets_(std::move(assets)),
      width_(width),
      height_(height),
      deliver_(std::move(deliver)) {
  std::promise<void> begun;
  std::future<void> is_ready = begun.get_future();
  thread_ = std::thread([this, promise = std::move(begun)]() mutable { Run(std::move(promise)); });
  try {
    is_ready.get();
  } catch (...) {
    thread_.join();
    throw;
  }
}

WorldCamera::~WorldCamera() {
  {
    const std::scoped_lock lock(mutex_);
    is_ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void WorldCamera::Take(const Simulation& world) {
  {
    // The servos wait for nobody, also not for this lock.
    const std::unique_lock lock(mutex_, std::try_to_lock);
    if (!lock || !is_idle_) return;
    is_idle_ = false;
    const mjtNum* positions = world.data()->qpos;
    moment_ = Moment{world.model(), assets_->TablePicture(world.table()), {positions, positions + world.model()->nq}};
  }
  changed_.notify_all();
}

void WorldCamera::Run(std::promise<void> begun) {
  bool has_begun = false;
  try {
    Draw(&begun, &has_begun);
  } catch (const std::exception& problem) {
    if (!has_begun) return begun.set_exception(std::current_exception());
    // Whoever watches finds that no picture comes any more.
    std::fprintf(stderr, "the emulated camera broke: %s\n", problem.what());
  }
}

void WorldCamera::Draw(std::promise<void>* begun, bool* has_begun) {
  Renderer renderer(graphics_, std::make_shared<TablePictures>(), 1);
  Sensor sensor({0, kNoise, 0, 0});
  std::shared_ptr<const mjModel> model;
  DataPtr data;
  std::vector<std::uint8_t> rgb(static_cast<std::size_t>(width_) * height_ * 3);
  begun->set_value();
  *has_begun = true;
  for (int picture = 0;; ++picture) {
    Moment moment;
    {
      std::unique_lock lock(mutex_);
      is_idle_ = true;
      changed_.wait(lock, [this] { return moment_ || is_ending_; });
      if (is_ending_) return;
      moment = *std::exchange(moment_, std::nullopt);
    }
    if (moment.model != model) {
      model = moment.model;
      data.reset(mj_makeData(model.get()));
      renderer.SetModel(model);
    }
    std::copy(moment.positions.begin(), moment.positions.end(), data->qpos);
    mj_kinematics(model.get(), data.get());
    mj_comPos(model.get(), data.get());
    mj_camlight(model.get(), data.get());
    renderer.Render(data.get(), moment.table, width_, height_, rgb.data());
    sensor.Apply(picture, width_, height_, rgb.data());
    deliver_(ToJpeg(kJpegQuality, width_, height_, rgb.data()));
  }
}

}  // namespace blindvla::widowx
