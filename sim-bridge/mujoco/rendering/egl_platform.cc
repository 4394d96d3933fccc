#include "rendering/egl_platform.h"

#define EGL_NO_X11
#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <dlfcn.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "simulation/errors.h"

namespace blindvla {
namespace {

constexpr char kLibrary[] = "libEGL.so.1";

struct EglFunctions {
  decltype(&::eglGetError) get_error;
  decltype(&::eglGetProcAddress) get_proc_address;
  decltype(&::eglQueryString) query_string;
  decltype(&::eglGetDisplay) get_display;
  decltype(&::eglInitialize) initialize;
  decltype(&::eglTerminate) terminate;
  decltype(&::eglBindAPI) bind_api;
  decltype(&::eglChooseConfig) choose_config;
  decltype(&::eglCreateContext) create_context;
  decltype(&::eglDestroyContext) destroy_context;
  decltype(&::eglCreatePbufferSurface) create_pbuffer_surface;
  decltype(&::eglDestroySurface) destroy_surface;
  decltype(&::eglMakeCurrent) make_current;
  decltype(&::eglReleaseThread) release_thread;
  PFNEGLQUERYDEVICESEXTPROC query_devices;               // may be absent
  PFNEGLQUERYDEVICESTRINGEXTPROC query_device_string;    // may be absent
  PFNEGLGETPLATFORMDISPLAYEXTPROC get_platform_display;  // may be absent
};

std::string ErrorName(EGLint code) {
  char text[32];
  std::snprintf(text, sizeof text, "EGL error 0x%04x", static_cast<unsigned>(code));
  return text;
}

bool HasExtension(const char* extensions, const char* name) {
  return extensions != nullptr &&
         (" " + std::string(extensions) + " ").find(" " + std::string(name) + " ") != std::string::npos;
}

EglFunctions LoadFunctions(void* library) {
  EglFunctions egl{};
  auto load = [library](auto& function, const char* name) {
    function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(dlsym(library, name));
    if (function == nullptr) throw GlUnavailable(std::string(kLibrary) + " lacks " + name, true);
  };
  load(egl.get_error, "eglGetError");
  load(egl.get_proc_address, "eglGetProcAddress");
  load(egl.query_string, "eglQueryString");
  load(egl.get_display, "eglGetDisplay");
  load(egl.initialize, "eglInitialize");
  load(egl.terminate, "eglTerminate");
  load(egl.bind_api, "eglBindAPI");
  load(egl.choose_config, "eglChooseConfig");
  load(egl.create_context, "eglCreateContext");
  load(egl.destroy_context, "eglDestroyContext");
  load(egl.create_pbuffer_surface, "eglCreatePbufferSurface");
  load(egl.destroy_surface, "eglDestroySurface");
  load(egl.make_current, "eglMakeCurrent");
  load(egl.release_thread, "eglReleaseThread");
  auto load_extension = [&egl](auto& function, const char* name) {
    function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(egl.get_proc_address(name));
  };
  load_extension(egl.query_devices, "eglQueryDevicesEXT");
  load_extension(egl.query_device_string, "eglQueryDeviceStringEXT");
  load_extension(egl.get_platform_display, "eglGetPlatformDisplayEXT");
  return egl;
}

// An initialised display and the configuration for its contexts.
struct EglDisplay {
  EglFunctions egl;
  EGLDisplay display = EGL_NO_DISPLAY;
  EGLConfig config = nullptr;
};

class EglContext : public GlContext {
 public:
  explicit EglContext(std::shared_ptr<const EglDisplay> display) : display_(std::move(display)) {
    const EglFunctions& egl = display_->egl;
    if (!egl.bind_api(EGL_OPENGL_API))
      throw EngineFault("eglBindAPI: no desktop OpenGL, " + ErrorName(egl.get_error()));
    // No attributes: MuJoCo draws with the fixed-function pipeline and needs the compatibility profile.
    context_ = egl.create_context(display_->display, display_->config, EGL_NO_CONTEXT, nullptr);
    if (context_ == EGL_NO_CONTEXT) throw EngineFault("eglCreateContext: " + ErrorName(egl.get_error()));
    if (egl.make_current(display_->display, EGL_NO_SURFACE, EGL_NO_SURFACE, context_)) return;

    // Drivers without surfaceless contexts want any surface; MuJoCo draws into its own frame buffer object.
    const EGLint size[] = {EGL_WIDTH, 16, EGL_HEIGHT, 16, EGL_NONE};
    surface_ = egl.create_pbuffer_surface(display_->display, display_->config, size);
    if (surface_ != EGL_NO_SURFACE && egl.make_current(display_->display, surface_, surface_, context_)) return;
    const std::string error = ErrorName(egl.get_error());
    Release();
    throw EngineFault("eglMakeCurrent: " + error);
  }

  ~EglContext() override {
    display_->egl.make_current(display_->display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
    Release();
    display_->egl.release_thread();
  }

  EglContext(const EglContext&) = delete;
  EglContext& operator=(const EglContext&) = delete;

 private:
  void Release() {
    if (surface_ != EGL_NO_SURFACE) display_->egl.destroy_surface(display_->display, surface_);
    display_->egl.destroy_context(display_->display, context_);
  }

  std::shared_ptr<const EglDisplay> display_;
  EGLContext context_ = EGL_NO_CONTEXT;
  EGLSurface surface_ = EGL_NO_SURFACE;
};

class EglPlatform : public GlPlatform {
 public:
  // Throws EngineFault when the display cannot give a working context.
  explicit EglPlatform(std::shared_ptr<const EglDisplay> display) : display_(std::move(display)) {
    const EglContext probe(display_);
    using GetString = const unsigned char* (*)(unsigned);
    const auto get_string = reinterpret_cast<GetString>(display_->egl.get_proc_address("glGetString"));
    const unsigned char* name = get_string == nullptr ? nullptr : get_string(kGlRenderer);
    if (name == nullptr) throw EngineFault("the context has no glGetString(GL_RENDERER)");
    SetDescription(std::string("egl ") + reinterpret_cast<const char*>(name));
  }

  std::unique_ptr<GlContext> MakeContext() const override { return std::make_unique<EglContext>(display_); }

 private:
  std::shared_ptr<const EglDisplay> display_;
};

// A working platform on one display, or the reason why there is none.
std::shared_ptr<const GlPlatform> TryDisplay(const EglFunctions& egl, EGLDisplay display, std::string* reason) {
  if (display == EGL_NO_DISPLAY) {
    *reason = "no display, " + ErrorName(egl.get_error());
    return nullptr;
  }
  EGLint major = 0;
  EGLint minor = 0;
  if (!egl.initialize(display, &major, &minor)) {
    *reason = "eglInitialize: " + ErrorName(egl.get_error());
    return nullptr;
  }
  const EGLint wanted[] = {EGL_SURFACE_TYPE,
                           EGL_PBUFFER_BIT,
                           EGL_RENDERABLE_TYPE,
                           EGL_OPENGL_BIT,
                           EGL_RED_SIZE,
                           8,
                           EGL_GREEN_SIZE,
                           8,
                           EGL_BLUE_SIZE,
                           8,
                           EGL_ALPHA_SIZE,
                           8,
                           EGL_DEPTH_SIZE,
                           24,
                           EGL_NONE};
  EGLConfig config = nullptr;
  EGLint count = 0;
  if (!egl.choose_config(display, wanted, &config, 1, &count) || count == 0) {
    *reason = "no RGBA8 configuration with 24 bits of depth and desktop OpenGL";
  } else {
    try {
      return std::make_shared<EglPlatform>(std::make_shared<const EglDisplay>(EglDisplay{egl, display, config}));
    } catch (const EngineFault& fault) {
      *reason = fault.what();
    }
  }
  egl.terminate(display);
  return nullptr;
}

struct Device {
  int index;
  EGLDeviceEXT handle;
  bool software;
};

std::vector<Device> ListDevices(const EglFunctions& egl) {
  const char* extensions = egl.query_string(EGL_NO_DISPLAY, EGL_EXTENSIONS);
  if (egl.query_devices == nullptr || egl.query_device_string == nullptr || egl.get_platform_display == nullptr ||
      !HasExtension(extensions, "EGL_EXT_platform_device")) {
    return {};
  }
  EGLDeviceEXT handles[64];
  EGLint count = 0;
  if (!egl.query_devices(64, handles, &count)) return {};
  std::vector<Device> devices;
  for (int i = 0; i < count; ++i) {
    const bool software = HasExtension(egl.query_device_string(handles[i], EGL_EXTENSIONS), "EGL_MESA_device_software");
    devices.push_back({i, handles[i], software});
  }
  return devices;
}

}  // namespace

std::shared_ptr<const GlPlatform> OpenEgl(std::optional<int> wanted_device) {
  void* library = dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    throw GlUnavailable(
        std::string("EGL: ") + kLibrary + " is not installed (Debian: apt install libegl1 libgl1-mesa-dri)", false);
  }
  // The library is never closed again: its contexts live as long as the process.
  const EglFunctions egl = LoadFunctions(library);

  std::vector<Device> devices = ListDevices(egl);
  if (wanted_device) {
    const auto found = std::find_if(devices.begin(), devices.end(),
                                    [&](const Device& device) { return device.index == *wanted_device; });
    if (found == devices.end()) {
      throw GlUnavailable("EGL: there is no device " + std::to_string(*wanted_device) + "; this machine has " +
                              std::to_string(devices.size()) + ", counted from 0",
                          false);
    }
    devices = {*found};
  }
  std::stable_sort(devices.begin(), devices.end(),
                   [](const Device& a, const Device& b) { return a.software < b.software; });

  std::string tried;
  std::string reason;
  for (const Device& device : devices) {
    const EGLDisplay display = egl.get_platform_display(EGL_PLATFORM_DEVICE_EXT, device.handle, nullptr);
    if (auto platform = TryDisplay(egl, display, &reason)) return platform;
    tried += " device " + std::to_string(device.index) + " (" + reason + "),";
  }
  if (!wanted_device) {
    if (egl.get_platform_display != nullptr) {
      const EGLDisplay surfaceless =
          egl.get_platform_display(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr);
      if (auto platform = TryDisplay(egl, surfaceless, &reason)) return platform;
      tried += " the surfaceless platform (" + reason + "),";
    }
    if (auto platform = TryDisplay(egl, egl.get_display(EGL_DEFAULT_DISPLAY), &reason)) return platform;
    tried += " the default display (" + reason + "),";
  }
  tried.pop_back();
  throw GlUnavailable("EGL: no off-screen OpenGL; tried" + tried + " (Debian: apt install libgl1-mesa-dri)",
                      !wanted_device);
}

}  // namespace blindvla
