#ifndef BLINDVLA_RENDERING_GL_PLATFORM_H_
#define BLINDVLA_RENDERING_GL_PLATFORM_H_

#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>

namespace blindvla {

enum class GlBackend { kAuto, kEgl, kOsMesa };

// Of glGetString: how the driver names itself.
inline constexpr unsigned kGlRenderer = 0x1F01;  // GL_RENDERER

// No off-screen OpenGL could be had. The text names every way that was tried and why it failed.
class GlUnavailable : public std::runtime_error {
 public:
  GlUnavailable(const std::string& message, bool retry_with_osmesa)
      : std::runtime_error(message), retry_with_osmesa_(retry_with_osmesa) {}

  // libEGL stays loaded after it failed, and MuJoCo then takes its entry points instead of OSMesa's: OSMesa can only be
  // had by a process that never touched EGL.
  bool retry_with_osmesa() const { return retry_with_osmesa_; }

 private:
  bool retry_with_osmesa_;
};

// One OpenGL context, current on the thread that made it from construction to destruction.
class GlContext {
 public:
  virtual ~GlContext() = default;
};

// Where a process gets its OpenGL contexts. One per process; thread-safe.
class GlPlatform {
 public:
  virtual ~GlPlatform() = default;

  // Makes a context and makes it current on the calling thread, which holds LockToDraw while it is made and destroyed.
  // Throws EngineFault.
  virtual std::unique_ptr<GlContext> MakeContext() const = 0;

  // As the driver names itself, e.g. "egl llvmpipe (LLVM 15.0.6, 256 bits)".
  const std::string& description() const { return description_; }

  // Mesa's software rasterisers go through what every context of the process is drawing whenever one of them flushes,
  // while another may be freeing it (Mesa 22.3.6: SIGSEGV in llvmpipe_flush_resource, a few times in a thousand
  // episodes). With them only one thread of a process is inside OpenGL at a time; a GPU's driver needs no such thing.
  bool draws_one_at_a_time() const { return draws_one_at_a_time_; }

  // To be held while a context lives through anything, drawing included. Empty where contexts do not disturb each
  // other.
  std::unique_lock<std::mutex> LockToDraw() const {
    return draws_one_at_a_time_ ? std::unique_lock(mutex_) : std::unique_lock<std::mutex>();
  }

  // To be held instead while an mjrContext is made or freed, whatever the driver: MuJoCo then loads the GL entry points
  // into process-wide variables.
  std::unique_lock<std::mutex> LockToLoad() const { return std::unique_lock(mutex_); }

 protected:
  void SetDescription(std::string description);

 private:
  std::string description_;
  bool draws_one_at_a_time_ = false;
  mutable std::mutex mutex_;
};

// EGL: hardware devices first, then software ones, then a surfaceless display, then the default one; `device` picks one
// device by its index in eglQueryDevicesEXT instead. kAuto falls back to OSMesa. Neither library is linked. Throws
// GlUnavailable.
std::shared_ptr<const GlPlatform> OpenGlPlatform(GlBackend backend, std::optional<int> device);

}  // namespace blindvla

#endif  // BLINDVLA_RENDERING_GL_PLATFORM_H_
