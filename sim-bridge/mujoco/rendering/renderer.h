#ifndef BLINDVLA_RENDERING_RENDERER_H_
#define BLINDVLA_RENDERING_RENDERER_H_

#include <mujoco/mujoco.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rendering/camera.h"
#include "rendering/gl_platform.h"
#include "rendering/resampler.h"
#include "rendering/table_pictures.h"
#include "rendering/texture_overlay.h"

namespace blindvla {

// What a scene changes about its pictures besides what its model says: the camera's place and the lights are there.
struct PictureChanges {
  std::array<double, 3> light{1, 1, 1};  // factors of red, green and blue on the table's picture
  std::optional<TextureOverlay> overlay;
};

// Draws what the workcell's camera sees: robot and objects in front of a picture of the table. One per session, at most
// one alive per thread (its GL context is that thread's current one); every call, the destructor included, on the
// thread that made it.
class Renderer {
 public:
  // `supersample` times as many pixels along each axis are drawn and averaged. With `soft_shadows` things cast shadows
  // on each other and on the table's picture, which no policy was shown yet: for people.
  Renderer(std::shared_ptr<const GlPlatform> platform, std::shared_ptr<TablePictures> pictures, int supersample,
           bool soft_shadows = false);
  ~Renderer();
  Renderer(const Renderer&) = delete;
  Renderer& operator=(const Renderer&) = delete;

  // Throws InvalidRequest for `field` when the size is out of limits.
  static void CheckSize(std::int64_t width, std::int64_t height, const std::string& field);

  // To be called after each reset: the model that Render draws from now on, and how. Throws EngineFault.
  void SetModel(std::shared_ptr<const mjModel> model, PictureChanges changes = {});

  // Overwrites width * height * 3 bytes at `rgb`, row-major, first row at the top. The size has passed CheckSize.
  // `data` belongs to the model of SetModel. Throws EngineFault.
  void Render(mjData* data, const std::filesystem::path& table, int width, int height, std::uint8_t* rgb);

 private:
  // Meshes, textures and a frame buffer in graphics memory.
  struct GpuScene;

  // Everything about a request's size that outlives the frame.
  struct Plan {
    int width;
    int height;
    FrameGeometry frame;
    AxisFilter horizontal;
    AxisFilter vertical;
  };

  const Plan& PlanFor(int width, int height);
  GpuScene& GpuSceneFor(const FrameGeometry& frame);

  // What is to be drawn of the model as it is now, with the table's plane or without.
  void Look(mjData* data, const FrameGeometry& frame, bool with_table, GpuScene* gpu);

  // Throws EngineFault.
  void Draw(const FrameGeometry& frame, GpuScene* gpu, std::vector<std::uint8_t>* rgb, std::vector<float>* depth);

  // Darkens what was drawn, and what of `background` is on the table, where the lights do not reach it.
  void CastShadows(mjData* data, const FrameGeometry& frame, GpuScene* gpu, std::vector<std::uint8_t>* background);

  std::shared_ptr<const GlPlatform> platform_;
  std::unique_ptr<GlContext> context_;
  std::shared_ptr<TablePictures> pictures_;
  int supersample_;
  bool soft_shadows_;

  std::shared_ptr<const mjModel> model_;
  std::uint64_t model_fingerprint_ = 0;
  int camera_ = -1;
  PictureChanges changes_;
  mjvOption option_;
  mjvPerturb perturbation_;
  mjvCamera view_;
  std::list<GpuScene> scenes_;  // most recently used first
  std::optional<Plan> plan_;

  std::vector<std::uint8_t> drawn_;  // bottom row first, as OpenGL has it
  std::vector<float> depth_;
  std::vector<std::uint8_t> shaded_;  // the background in the shadows of what was drawn
  std::vector<std::uint8_t> composed_;
  std::vector<std::uint8_t> scratch_;
  std::vector<std::uint8_t> is_foreground_;
};

}  // namespace blindvla

#endif  // BLINDVLA_RENDERING_RENDERER_H_
