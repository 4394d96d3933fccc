#ifndef BLINDVLA_RENDERING_EGL_PLATFORM_H_
#define BLINDVLA_RENDERING_EGL_PLATFORM_H_

#include <memory>
#include <optional>

#include "rendering/gl_platform.h"

namespace blindvla {

std::shared_ptr<const GlPlatform> OpenEgl(std::optional<int> device);

}  // namespace blindvla

#endif  // BLINDVLA_RENDERING_EGL_PLATFORM_H_
