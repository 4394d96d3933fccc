#include "rendering/sensor.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>

#include "rendering/camera.h"
#include "rendering/jpeg.h"

namespace blindvla {
namespace {

constexpr double kReach = 3;  // standard deviations

// Half of a Gaussian, the centre first, in units of 2^-16; with the other half they sum to 1.
std::vector<std::uint16_t> GaussianWeights(double sigma) {
  constexpr int kOne = 1 << 16;
  const int radius = static_cast<int>(std::ceil(kReach * sigma));
  std::vector<double> shares(radius + 1);
  double sum = 0;
  for (int i = 0; i <= radius; ++i) {
    const double z = i / sigma;
    shares[i] = std::exp(-0.5 * z * z);
    sum += i == 0 ? shares[i] : 2 * shares[i];
  }
  std::vector<std::uint16_t> weights(radius + 1);
  int rest = kOne;
  for (int i = radius; i > 0; --i) {
    weights[i] = static_cast<std::uint16_t>(std::lround(shares[i] / sum * kOne));
    rest -= 2 * weights[i];
  }
  weights[0] = static_cast<std::uint16_t>(std::min(rest, kOne - 1));
  return weights;
}

// out = sum over i of weights[|i|] * source[i * stride], for `bytes` values side by side. In 16 bits, of which 7 are a
// level's fraction, so that 8 values fit into a register of any x86-64. Every product loses half of the last bit on
// average, which is given back at the start.
void Convolve(const std::vector<std::uint16_t>& weights, const std::uint8_t* source, std::ptrdiff_t stride, int bytes,
              std::uint8_t* out) {
  constexpr int kFraction = 7;
  constexpr int kBlock = 512;  // sums stay in the first-level cache
  const int taps = static_cast<int>(weights.size());
  const auto product = [](unsigned weight, unsigned levels) {
    return static_cast<std::uint16_t>((weight * (levels << kFraction)) >> 16);
  };
  for (int begin = 0; begin < bytes; begin += kBlock) {
    const int count = std::min(kBlock, bytes - begin);
    const std::uint8_t* centre = source + begin;
    std::uint16_t sums[kBlock];
    const auto start = static_cast<std::uint16_t>((1 << (kFraction - 1)) + taps / 2);
    for (int i = 0; i < count; ++i) sums[i] = start + product(weights[0], centre[i]);
    for (int tap = 1; tap < taps; ++tap) {
      const std::uint16_t weight = weights[tap];
      const std::uint8_t* before = centre - tap * stride;
      const std::uint8_t* after = centre + tap * stride;
      for (int i = 0; i < count; ++i) sums[i] += product(weight, static_cast<std::uint16_t>(before[i] + after[i]));
    }
    for (int i = 0; i < count; ++i) out[begin + i] = static_cast<std::uint8_t>(sums[i] >> kFraction);
  }
}

// Beyond its edges the picture goes on with the edge's colour.
void Blur(double sigma_fraction, int width, int height, std::vector<std::uint8_t>* padded, std::uint8_t* rgb) {
  const int row_bytes = width * 3;
  const std::vector<std::uint16_t> horizontal = GaussianWeights(sigma_fraction * width);
  const int side = static_cast<int>(horizontal.size()) - 1;
  padded->resize(static_cast<std::size_t>(width + 2 * side) * 3);
  for (int row = 0; row < height; ++row) {
    std::uint8_t* line = rgb + static_cast<std::size_t>(row) * row_bytes;
    std::uint8_t* middle = padded->data() + side * 3;
    std::memcpy(middle, line, row_bytes);
    for (int i = 1; i <= side; ++i) {
      std::memcpy(middle - i * 3, line, 3);
      std::memcpy(middle + row_bytes + (i - 1) * 3, line + row_bytes - 3, 3);
    }
    Convolve(horizontal, middle, 3, row_bytes, line);
  }

  // The same width in the scene, which a picture of another aspect ratio than the camera's shows by more or fewer rows.
  const std::vector<std::uint16_t> vertical = GaussianWeights(sigma_fraction * height * kCameraWidth / kCameraHeight);
  const int reach = static_cast<int>(vertical.size()) - 1;
  padded->resize(static_cast<std::size_t>(height + 2 * reach) * row_bytes);
  for (int row = -reach; row < height + reach; ++row) {
    std::memcpy(padded->data() + static_cast<std::size_t>(row + reach) * row_bytes,
                rgb + static_cast<std::size_t>(std::clamp(row, 0, height - 1)) * row_bytes, row_bytes);
  }
  for (int row = 0; row < height; ++row) {
    Convolve(vertical, padded->data() + static_cast<std::size_t>(row + reach) * row_bytes, row_bytes, row_bytes,
             rgb + static_cast<std::size_t>(row) * row_bytes);
  }
}

// Equally probable values of a Gaussian, rounded to levels: as many as a first-level cache holds with ease. Quantiles
// are found on a grid of 1/4096 standard deviations, so that the last digit of a machine's erfc decides nothing.
constexpr int kNoiseBits = 12;

std::vector<std::int16_t> NoiseLevels(double sigma) {
  constexpr int kCount = 1 << kNoiseBits;
  constexpr int kPerSigma = 4096;
  std::vector<std::int16_t> levels(kCount);
  int place = 0;
  for (int grid = -5 * kPerSigma; place < kCount; ++grid) {
    const double z = static_cast<double>(grid) / kPerSigma;
    const double probability = 0.5 * std::erfc(-z / std::sqrt(2.0));
    for (; place < kCount && (place + 0.5) / kCount <= probability; ++place)
      levels[place] = static_cast<std::int16_t>(std::lround(sigma * z));
  }
  return levels;
}

// The finaliser of SplitMix64.
std::uint64_t Mix(std::uint64_t value) {
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9u;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBu;
  return value ^ (value >> 31);
}

// Counter-based: the same picture of the same step gets the same noise, whatever was drawn before.
void AddNoise(const std::vector<std::int16_t>& levels, std::uint64_t seed, int step, int bytes, std::uint8_t* rgb) {
  constexpr std::uint64_t kIncrement = 0x9E3779B97F4A7C15u;
  constexpr int kPerWord = 64 / kNoiseBits;
  constexpr std::uint64_t kMask = (1 << kNoiseBits) - 1;
  const std::uint64_t key = Mix(Mix(seed + kIncrement) + static_cast<std::uint64_t>(step) * kIncrement);
  const auto add = [&](int begin, int count) {
    std::uint64_t word = Mix(key + static_cast<std::uint64_t>(begin / kPerWord + 1) * kIncrement);
    for (int i = begin; i < begin + count; ++i, word >>= kNoiseBits)
      rgb[i] = static_cast<std::uint8_t>(std::clamp(rgb[i] + levels[word & kMask], 0, 255));
  };
  int begin = 0;
  for (; begin + kPerWord <= bytes; begin += kPerWord) add(begin, kPerWord);
  add(begin, bytes - begin);
}

}  // namespace

Sensor::Sensor(const SensorSettings& settings) : settings_(settings) {
  if (settings.noise_sigma > 0) noise_levels_ = NoiseLevels(settings.noise_sigma);
}

void Sensor::Apply(int step, int width, int height, std::uint8_t* rgb) {
  if (settings_.blur_sigma > 0) Blur(settings_.blur_sigma, width, height, &scratch_, rgb);
  if (!noise_levels_.empty()) AddNoise(noise_levels_, settings_.noise_seed, step, width * height * 3, rgb);
  if (settings_.jpeg_quality > 0) CompressAndRestore(settings_.jpeg_quality, width, height, &scratch_, rgb);
}

}  // namespace blindvla
