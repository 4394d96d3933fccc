#ifndef BLINDVLA_RENDERING_SOFT_LIGHT_H_
#define BLINDVLA_RENDERING_SOFT_LIGHT_H_

#include <mujoco/mujoco.h>

#include <cstdint>
#include <vector>

namespace blindvla {

// A light that is as wide as a lamp close by is many lights in a cone, and what each of them leaves dark is dark by its
// share.
inline constexpr int kSoftLightSamples = 8;

// The index of the brightest light; -1 where there is none.
int BrightestLight(const mjvScene& scene);

// Lets a directional light cast shadows from one of kSoftLightSamples directions around `direction`, each of which
// stands for the same share of the cone; from so far off that what lies within a metre of `center` casts and takes
// them. Throws EngineFault where it is a light of another kind.
void AimShadow(const float direction[3], const double center[3], int sample, mjvLight* light);

// Sums up pictures of the same size and gives their mean.
class PictureMean {
 public:
  explicit PictureMean(std::size_t bytes) : sums_(bytes) {}

  void Add(const std::vector<std::uint8_t>& picture);
  std::uint8_t At(std::size_t byte) const { return static_cast<std::uint8_t>((sums_[byte] + count_ / 2) / count_); }

 private:
  std::vector<std::uint32_t> sums_;
  std::uint32_t count_ = 0;
};

}  // namespace blindvla

#endif  // BLINDVLA_RENDERING_SOFT_LIGHT_H_
