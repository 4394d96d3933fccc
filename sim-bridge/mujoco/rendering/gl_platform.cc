#include "rendering/gl_platform.h"

#include "rendering/egl_platform.h"
#include "rendering/osmesa_platform.h"

namespace blindvla {

void GlPlatform::SetDescription(std::string description) {
  description_ = std::move(description);
  // As Mesa names them, also behind another driver's name: "zink (llvmpipe (LLVM 15.0.6, 256 bits))".
  draws_one_at_a_time_ =
      description_.find("llvmpipe") != std::string::npos || description_.find("softpipe") != std::string::npos;
}

std::shared_ptr<const GlPlatform> OpenGlPlatform(GlBackend backend, std::optional<int> device) {
  if (backend == GlBackend::kOsMesa) return OpenOsMesa();
  if (backend == GlBackend::kEgl) return OpenEgl(device);
  try {
    return OpenEgl(device);
  } catch (const GlUnavailable& egl) {
    // A device asked for by number must not silently become a software one.
    if (device || egl.retry_with_osmesa()) throw;
    try {
      return OpenOsMesa();
    } catch (const GlUnavailable& osmesa) {
      throw GlUnavailable(std::string(egl.what()) + "; " + osmesa.what(), false);
    }
  }
}

}  // namespace blindvla
