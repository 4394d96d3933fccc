#ifndef BLINDVLA_RENDERING_OSMESA_PLATFORM_H_
#define BLINDVLA_RENDERING_OSMESA_PLATFORM_H_

#include <memory>

#include "rendering/gl_platform.h"

namespace blindvla {

std::shared_ptr<const GlPlatform> OpenOsMesa();

}  // namespace blindvla

#endif  // BLINDVLA_RENDERING_OSMESA_PLATFORM_H_
