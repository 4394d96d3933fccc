#include "rendering/osmesa_platform.h"

#include <dlfcn.h>

#include <array>
#include <string>

#include "simulation/errors.h"

namespace blindvla {
namespace {

constexpr const char* kLibraries[] = {"libOSMesa.so.8", "libOSMesa.so.6", "libOSMesa.so"};
constexpr unsigned kRgba = 0x1908;          // OSMESA_RGBA
constexpr unsigned kUnsignedByte = 0x1401;  // GL_UNSIGNED_BYTE
constexpr int kSurfaceSize = 16;            // pixels; MuJoCo draws into its own frame buffer object

// Debian ships no osmesa.h without libosmesa6-dev; these four are its whole interface here.
struct OsMesaFunctions {
  void* (*create_context)(unsigned format, int depth_bits, int stencil_bits, int accum_bits, void* share);
  void (*destroy_context)(void* context);
  unsigned char (*make_current)(void* context, void* buffer, unsigned type, int width, int height);
  void (*(*get_proc_address)(const char* name))();
};

class OsMesaContext : public GlContext {
 public:
  explicit OsMesaContext(const OsMesaFunctions& osmesa) : osmesa_(osmesa) {
    context_ = osmesa_.create_context(kRgba, 24, 8, 0, nullptr);
    if (context_ == nullptr) throw EngineFault("OSMesaCreateContextExt failed");
    if (!osmesa_.make_current(context_, surface_.data(), kUnsignedByte, kSurfaceSize, kSurfaceSize)) {
      osmesa_.destroy_context(context_);
      throw EngineFault("OSMesaMakeCurrent failed");
    }
  }

  ~OsMesaContext() override {
    osmesa_.make_current(nullptr, nullptr, kUnsignedByte, 0, 0);
    osmesa_.destroy_context(context_);
  }

  OsMesaContext(const OsMesaContext&) = delete;
  OsMesaContext& operator=(const OsMesaContext&) = delete;

 private:
  OsMesaFunctions osmesa_;
  void* context_ = nullptr;
  std::array<unsigned char, kSurfaceSize * kSurfaceSize * 4> surface_{};
};

class OsMesaPlatform : public GlPlatform {
 public:
  explicit OsMesaPlatform(const OsMesaFunctions& osmesa) : osmesa_(osmesa) {
    const OsMesaContext probe(osmesa_);
    using GetString = const unsigned char* (*)(unsigned);
    const auto get_string = reinterpret_cast<GetString>(osmesa_.get_proc_address("glGetString"));
    const unsigned char* name = get_string == nullptr ? nullptr : get_string(kGlRenderer);
    if (name == nullptr) throw EngineFault("the context has no glGetString(GL_RENDERER)");
    SetDescription(std::string("osmesa ") + reinterpret_cast<const char*>(name));
  }

  std::unique_ptr<GlContext> MakeContext() const override { return std::make_unique<OsMesaContext>(osmesa_); }

 private:
  OsMesaFunctions osmesa_;
};

}  // namespace

std::shared_ptr<const GlPlatform> OpenOsMesa() {
  void* library = nullptr;
  for (const char* name : kLibraries) {
    library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (library != nullptr) break;
  }
  if (library == nullptr)
    throw GlUnavailable("OSMesa: libOSMesa.so.8 is not installed (Debian: apt install libosmesa6)", false);

  OsMesaFunctions osmesa{};
  auto load = [library](auto& function, const char* name) {
    function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(dlsym(library, name));
    if (function == nullptr) throw GlUnavailable(std::string("OSMesa: the library lacks ") + name, false);
  };
  load(osmesa.create_context, "OSMesaCreateContextExt");
  load(osmesa.destroy_context, "OSMesaDestroyContext");
  load(osmesa.make_current, "OSMesaMakeCurrent");
  load(osmesa.get_proc_address, "OSMesaGetProcAddress");
  try {
    return std::make_shared<OsMesaPlatform>(osmesa);
  } catch (const EngineFault& fault) {
    throw GlUnavailable(std::string("OSMesa: ") + fault.what(), false);
  }
}

}  // namespace blindvla
