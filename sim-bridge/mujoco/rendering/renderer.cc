#include "rendering/renderer.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "rendering/soft_light.h"
#include "simulation/errors.h"

namespace blindvla {
namespace {

constexpr float kClearDepth = 1.0f;  // what the depth buffer holds where nothing was drawn
constexpr std::size_t kMaxGpuScenes = 8;
constexpr int kSpareGeoms = 64;
constexpr int kTableGroup = 4;  // of the plane that the table is to physics
constexpr int kShadowMapSize = 2048;

// Frame buffers come in few sizes: a software rasteriser pays for every tile of the buffer, and making one takes
// milliseconds.
constexpr int kFrameBufferWidths[] = {320, 640, 1280, 2560};

int FrameBufferWidth(const FrameGeometry& frame) {
  for (const int width : kFrameBufferWidths) {
    if (frame.width <= width && frame.height <= width * kCameraHeight / kCameraWidth) return width;
  }
  throw EngineFault("a frame of " + std::to_string(frame.width) + "x" + std::to_string(frame.height) +
                    " pixels is larger than any frame buffer");
}

// Multiply-and-rotate over 8 bytes at a time: no defence against an adversary, only against a recycled address.
class Fingerprint {
 public:
  template <typename T>
  void Add(const T* values, int count) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(values);
    std::size_t left = sizeof(T) * static_cast<std::size_t>(count);
    Mix(left);
    for (; left >= 8; left -= 8, bytes += 8) {
      std::uint64_t word;
      std::memcpy(&word, bytes, 8);
      Mix(word);
    }
    std::uint64_t word = 0;
    if (left > 0) std::memcpy(&word, bytes, left);
    Mix(word);
  }

  std::uint64_t value() const { return value_; }

 private:
  void Mix(std::uint64_t word) {
    value_ = (value_ ^ word) * 0x9E3779B97F4A7C15u;
    value_ ^= value_ >> 32;
  }

  std::uint64_t value_ = 0xCBF29CE484222325u;
};

// Over everything that mjr_makeContext uploads, so that one upload serves all models with the same meshes and textures,
// and none serves a new model at the address of one that is gone.
std::uint64_t FingerprintOf(const mjModel& model) {
  Fingerprint fingerprint;
  fingerprint.Add(model.mesh_vert, 3 * model.nmeshvert);
  fingerprint.Add(model.mesh_normal, 3 * model.nmeshvert);
  fingerprint.Add(model.mesh_face, 3 * model.nmeshface);
  fingerprint.Add(model.mesh_faceadr, model.nmesh);
  fingerprint.Add(model.mesh_facenum, model.nmesh);
  fingerprint.Add(model.mesh_vertadr, model.nmesh);
  fingerprint.Add(model.mesh_texcoordadr, model.nmesh);
  fingerprint.Add(model.mesh_texcoord, 2 * model.nmeshtexvert);
  fingerprint.Add(model.tex_type, model.ntex);
  fingerprint.Add(model.tex_width, model.ntex);
  fingerprint.Add(model.tex_height, model.ntex);
  fingerprint.Add(model.tex_adr, model.ntex);
  fingerprint.Add(model.tex_rgb, model.ntexdata);
  fingerprint.Add(model.geom_type, model.ngeom);
  fingerprint.Add(model.geom_dataid, model.ngeom);
  fingerprint.Add(model.geom_size, 3 * model.ngeom);
  fingerprint.Add(model.hfield_data, model.nhfielddata);
  fingerprint.Add(&model.vis, 1);
  fingerprint.Add(&model.stat, 1);
  return fingerprint.value();
}

// Flips the rows and shows the background wherever nothing was drawn.
void Compose(const std::uint8_t* drawn, const float* depth, const std::uint8_t* background, int width, int height,
             std::uint8_t* composed) {
  const std::size_t row_bytes = static_cast<std::size_t>(width) * 3;
  for (int row = 0; row < height; ++row) {
    const std::size_t flipped = static_cast<std::size_t>(height - 1 - row);
    const float* row_depth = depth + flipped * width;
    const std::uint8_t* front = drawn + flipped * row_bytes;
    const std::uint8_t* back = background + row * row_bytes;
    std::uint8_t* out = composed + row * row_bytes;
    // Runs, because both the table and the things on it come in long ones.
    for (int begin = 0; begin < width;) {
      const bool empty = row_depth[begin] == kClearDepth;
      int end = begin + 1;
      while (end < width && (row_depth[end] == kClearDepth) == empty) ++end;
      std::memcpy(out + begin * 3, (empty ? back : front) + begin * 3, static_cast<std::size_t>(end - begin) * 3);
      begin = end;
    }
  }
}

// Where something was drawn, first row at the top.
void FindForeground(const std::vector<float>& depth, int width, int height, std::vector<std::uint8_t>* is_foreground) {
  is_foreground->resize(depth.size());
  for (int row = 0; row < height; ++row) {
    const float* row_depth = &depth[static_cast<std::size_t>(height - 1 - row) * width];
    std::uint8_t* out = &(*is_foreground)[static_cast<std::size_t>(row) * width];
    for (int column = 0; column < width; ++column) out[column] = row_depth[column] != kClearDepth;
  }
}

}  // namespace

struct Renderer::GpuScene {
  GpuScene(const mjModel& model, std::uint64_t model_fingerprint, int width, int shadow_size, const GlPlatform& gl)
      : fingerprint(model_fingerprint), frame_buffer_width(width), platform(gl) {
    mjv_defaultScene(&scene);
    mjr_defaultContext(&context);
    // A shallow copy, so that these settings are this class's and the model stays untouched.
    mjModel settings = model;
    settings.vis.global.offwidth = width;
    settings.vis.global.offheight = width * kCameraHeight / kCameraWidth;
    settings.vis.quality.offsamples = 0;
    settings.vis.quality.shadowsize = shadow_size;
    const auto lock = platform.LockToLoad();
    mjr_makeContext(&settings, &context, mjFONTSCALE_50);
    mjr_setBuffer(mjFB_OFFSCREEN, &context);
    if (context.currentBuffer != mjFB_OFFSCREEN) {
      mjr_freeContext(&context);
      throw EngineFault("the graphics driver has no off-screen frame buffer of " +
                        std::to_string(settings.vis.global.offwidth) + "x" +
                        std::to_string(settings.vis.global.offheight));
    }
    mjv_makeScene(&model, &scene, model.ngeom + kSpareGeoms);
    for (const int flag : {mjRND_SHADOW, mjRND_REFLECTION, mjRND_SKYBOX, mjRND_FOG, mjRND_HAZE}) scene.flags[flag] = 0;
  }

  ~GpuScene() {
    mjv_freeScene(&scene);
    const auto lock = platform.LockToLoad();
    mjr_freeContext(&context);
  }

  GpuScene(const GpuScene&) = delete;
  GpuScene& operator=(const GpuScene&) = delete;

  std::uint64_t fingerprint;
  int frame_buffer_width;
  const GlPlatform& platform;
  mjrContext context;
  mjvScene scene;
};

Renderer::Renderer(std::shared_ptr<const GlPlatform> platform, std::shared_ptr<TablePictures> pictures, int supersample,
                   bool soft_shadows)
    : platform_(std::move(platform)),
      pictures_(std::move(pictures)),
      supersample_(supersample),
      soft_shadows_(soft_shadows) {
  {
    const auto lock = platform_->LockToDraw();
    context_ = platform_->MakeContext();
  }
  mjv_defaultOption(&option_);
  std::memset(option_.geomgroup, 0, sizeof option_.geomgroup);
  option_.geomgroup[1] = 1;  // what objects look like
  option_.geomgroup[2] = 1;  // what the robot looks like
  std::memset(option_.sitegroup, 0, sizeof option_.sitegroup);
  std::memset(option_.flags, 0, sizeof option_.flags);
  option_.flags[mjVIS_TEXTURE] = 1;
  option_.flags[mjVIS_STATIC] = 1;
  mjv_defaultPerturb(&perturbation_);
  mjv_defaultCamera(&view_);
}

Renderer::~Renderer() {
  scenes_.clear();
  const auto lock = platform_->LockToDraw();
  context_ = nullptr;
}

void Renderer::CheckSize(std::int64_t width, std::int64_t height, const std::string& field) {
  const auto check = [&field](std::int64_t value, int maximum, const char* name) {
    if (value < kMinImageSize || value > maximum) {
      throw InvalidRequest(field + "." + name, std::string("expected a ") + name + " of " +
                                                   std::to_string(kMinImageSize) + " to " + std::to_string(maximum) +
                                                   " pixels, found " + std::to_string(value));
    }
  };
  check(width, kMaxFrameWidth, "width");
  check(height, kMaxFrameHeight, "height");
}

void Renderer::SetModel(std::shared_ptr<const mjModel> model, PictureChanges changes) {
  const int camera = mj_name2id(model.get(), mjOBJ_CAMERA, kCameraName);
  if (camera < 0) throw EngineFault(std::string("the model has no camera named '") + kCameraName + "'");
  model_ = std::move(model);
  model_fingerprint_ = FingerprintOf(*model_);
  camera_ = camera;
  changes_ = std::move(changes);
  view_.type = mjCAMERA_FIXED;
  view_.fixedcamid = camera;
}

const Renderer::Plan& Renderer::PlanFor(int width, int height) {
  if (plan_ && plan_->width == width && plan_->height == height) return *plan_;
  const FrameGeometry frame = FrameGeometry::Covering(width * supersample_, height * supersample_);
  plan_.emplace(Plan{width, height, frame,
                     AxisFilter(frame.width, width, frame.window_left, frame.window_width / width),
                     AxisFilter(frame.height, height, frame.window_top, frame.window_height / height)});
  return *plan_;
}

Renderer::GpuScene& Renderer::GpuSceneFor(const FrameGeometry& frame) {
  const int width = FrameBufferWidth(frame);
  for (auto scene = scenes_.begin(); scene != scenes_.end(); ++scene) {
    if (scene->fingerprint == model_fingerprint_ && scene->frame_buffer_width == width) {
      scenes_.splice(scenes_.begin(), scenes_, scene);
      return scenes_.front();
    }
  }
  if (scenes_.size() >= kMaxGpuScenes) scenes_.pop_back();
  scenes_.emplace_front(*model_, model_fingerprint_, width, soft_shadows_ ? kShadowMapSize : 0, *platform_);
  return scenes_.front();
}

void Renderer::Look(mjData* data, const FrameGeometry& frame, bool with_table, GpuScene* gpu) {
  mjvOption option = option_;
  option.geomgroup[kTableGroup] = with_table;
  mjv_updateScene(model_.get(), data, &option, &perturbation_, &view_, mjCAT_STATIC | mjCAT_DYNAMIC, &gpu->scene);
  const Frustum frustum = Frustum::Of(frame, FieldOfViewFactor(*model_, camera_));
  for (mjvGLCamera& eye : gpu->scene.camera) {
    eye.frustum_center = static_cast<float>(frustum.center * kNearMeters);
    eye.frustum_bottom = static_cast<float>(frustum.bottom * kNearMeters);
    eye.frustum_top = static_cast<float>(frustum.top * kNearMeters);
    eye.frustum_near = static_cast<float>(kNearMeters);
    eye.frustum_far = static_cast<float>(kFarMeters);
  }
}

void Renderer::Draw(const FrameGeometry& frame, GpuScene* gpu, std::vector<std::uint8_t>* rgb,
                    std::vector<float>* depth) {
  const std::size_t pixels = static_cast<std::size_t>(frame.width) * frame.height;
  const mjrRect viewport{0, 0, frame.width, frame.height};
  rgb->resize(pixels * 3);
  depth->resize(pixels);
  int error;
  {
    const auto lock = platform_->LockToDraw();
    mjr_setBuffer(mjFB_OFFSCREEN, &gpu->context);
    mjr_render(viewport, &gpu->scene, &gpu->context);
    mjr_readPixels(rgb->data(), depth->data(), viewport, &gpu->context);
    error = mjr_getError();
  }
  if (error != 0) {
    throw EngineFault("OpenGL error " + std::to_string(error) + " while drawing " + std::to_string(frame.width) + "x" +
                      std::to_string(frame.height) + " pixels");
  }
}

void Renderer::CastShadows(mjData* data, const FrameGeometry& frame, GpuScene* gpu,
                           std::vector<std::uint8_t>* background) {
  Look(data, frame, /*with_table=*/true, gpu);
  const int brightest = BrightestLight(gpu->scene);
  if (brightest < 0) return;
  std::vector<std::uint8_t> lit, shadowed;
  std::vector<float> depth, ignored;
  Draw(frame, gpu, &lit, &depth);

  const mjvLight light = gpu->scene.lights[brightest];
  PictureMean mean(lit.size());
  gpu->scene.flags[mjRND_SHADOW] = 1;
  for (int sample = 0; sample < kSoftLightSamples; ++sample) {
    AimShadow(light.dir, model_->stat.center, sample, &gpu->scene.lights[brightest]);
    Draw(frame, gpu, &shadowed, &ignored);
    mean.Add(shadowed);
  }
  gpu->scene.flags[mjRND_SHADOW] = 0;

  const std::size_t width = static_cast<std::size_t>(frame.width);
  for (std::size_t i = 0; i < depth_.size(); ++i) {
    const std::size_t top_first = (frame.height - 1 - i / width) * width + i % width;
    for (std::size_t channel = 0; channel < 3; ++channel) {
      const std::size_t byte = 3 * i + channel;
      if (depth_[i] == kClearDepth) {
        // The plane's own colour is in both, and what is behind it in neither. A light that is tilted leaves a plane up
        // to a level darker than the light itself.
        std::uint8_t& shown = (*background)[3 * top_first + channel];
        if (lit[byte] > 0)
          shown = static_cast<std::uint8_t>(shown * std::min<int>(mean.At(byte) + 1, lit[byte]) / lit[byte]);
      } else if (depth[i] == depth_[i]) {
        drawn_[byte] = mean.At(byte);
      }
    }
  }
}

void Renderer::Render(mjData* data, const std::filesystem::path& table, int width, int height, std::uint8_t* rgb) {
  if (model_ == nullptr) throw EngineFault("there is no scene to draw before the first reset");
  const Plan& plan = PlanFor(width, height);
  const FrameGeometry& frame = plan.frame;
  const std::size_t frame_pixels = static_cast<std::size_t>(frame.width) * frame.height;
  BackgroundView background_view = BackgroundView::Of(*model_, *data, camera_);
  background_view.light = changes_.light;
  const auto background = pictures_->Get(table, frame, background_view);

  GpuScene& gpu = GpuSceneFor(frame);
  Look(data, frame, /*with_table=*/false, &gpu);
  Draw(frame, &gpu, &drawn_, &depth_);
  const std::uint8_t* behind = background->data();
  if (soft_shadows_) {
    shaded_ = *background;
    CastShadows(data, frame, &gpu, &shaded_);
    behind = shaded_.data();
  }

  const bool is_final = plan.horizontal.is_identity() && plan.vertical.is_identity();
  composed_.resize(is_final ? 0 : frame_pixels * 3);
  std::uint8_t* composed = is_final ? rgb : composed_.data();
  Compose(drawn_.data(), depth_.data(), behind, frame.width, frame.height, composed);
  if (changes_.overlay) {
    FindForeground(depth_, frame.width, frame.height, &is_foreground_);
    Blend(*changes_.overlay, pictures_.get(), is_foreground_, frame, composed);
  }
  if (!is_final) Resample(plan.horizontal, plan.vertical, composed, &scratch_, rgb);
}

}  // namespace blindvla
