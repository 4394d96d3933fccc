#ifndef BLINDVLA_RENDERING_GL_PLATFORM_H_
#define BLINDVLA_RENDERING_GL_PLATFORM_H_

#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>

namespace blindvla {

enum class GlBackend { kAuto, kEgl, kOsMesa };

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

  // Makes a context and makes it current on the calling thread. Throws EngineFault.
  virtual std::unique_ptr<GlContext> MakeContext() const = 0;

  // As the driver names itself, e.g. "egl llvmpipe (LLVM 15.0.6, 256 bits)".
  const std::string& description() const { return description_; }

  // MuJoCo loads the GL entry points into process-wide variables each time it makes or frees an mjrContext.
  std::mutex& engine_loader_mutex() const { return engine_loader_mutex_; }

 protected:
  std::string description_;

 private:
  mutable std::mutex engine_loader_mutex_;
};

// EGL: hardware devices first, then software ones, then a surfaceless display, then the default one; `device` picks one
// device by its index in eglQueryDevicesEXT instead. kAuto falls back to OSMesa. Neither library is linked. Throws
// GlUnavailable.
std::shared_ptr<const GlPlatform> OpenGlPlatform(GlBackend backend, std::optional<int> device);

}  // namespace blindvla

#endif  // BLINDVLA_RENDERING_GL_PLATFORM_H_
