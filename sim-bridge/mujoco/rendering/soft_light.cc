#include "rendering/soft_light.h"

#include <algorithm>
#include <cmath>

#include "simulation/errors.h"

namespace blindvla {
namespace {

constexpr double kConeTangent = 0.08;      // of half the cone: a lamp of half a metre three metres off
constexpr double kDistanceMeters = 3.0;    // of the light from the center
constexpr double kGoldenAngle = 2.399963;  // rad: samples at it, their areas equal, fill a disc evenly

float Brightness(const mjvLight& light) { return light.diffuse[0] + light.diffuse[1] + light.diffuse[2]; }

}  // namespace

int BrightestLight(const mjvScene& scene) {
  const mjvLight* end = scene.lights + scene.nlight;
  const mjvLight* brightest = std::max_element(scene.lights, end, [](const mjvLight& one, const mjvLight& other) {
    return Brightness(one) < Brightness(other);
  });
  return brightest == end ? -1 : static_cast<int>(brightest - scene.lights);
}

void AimShadow(const float direction[3], const double center[3], int sample, mjvLight* light) {
  if (!light->directional) throw EngineFault("only directional lights cast soft shadows");
  mjtNum along[3] = {direction[0], direction[1], direction[2]};
  mju_normalize3(along);
  // Any two axes across it.
  const mjtNum other[3] = {std::abs(along[0]) < 0.5 ? 1.0 : 0.0, std::abs(along[0]) < 0.5 ? 0.0 : 1.0, 0};
  mjtNum right[3], up[3];
  mju_cross(right, along, other);
  mju_normalize3(right);
  mju_cross(up, right, along);
  const double radius = kConeTangent * std::sqrt((sample + 0.5) / kSoftLightSamples);
  const double angle = kGoldenAngle * sample;
  mju_addToScl3(along, right, radius * std::cos(angle));
  mju_addToScl3(along, up, radius * std::sin(angle));
  mju_normalize3(along);
  for (int i = 0; i < 3; ++i) {
    light->dir[i] = static_cast<float>(along[i]);
    light->pos[i] = static_cast<float>(center[i] - kDistanceMeters * along[i]);
  }
  light->castshadow = 1;
}

void PictureMean::Add(const std::vector<std::uint8_t>& picture) {
  for (std::size_t i = 0; i < sums_.size(); ++i) sums_[i] += picture[i];
  ++count_;
}

}  // namespace blindvla
