#ifndef BLINDVLA_RENDERING_SENSOR_H_
#define BLINDVLA_RENDERING_SENSOR_H_

#include <cstdint>
#include <string>
#include <vector>

namespace blindvla {

// What a worse camera does to a picture, in this order. 0: nothing.
struct SensorSettings {
  double blur_sigma = 0;         // Gaussian, as a fraction of the picture's width
  double noise_sigma = 0;        // Gaussian, in levels
  std::uint64_t noise_seed = 0;  // noise is a function of this, the time step and the place in the picture
  int jpeg_quality = 0;          // 1 to 100
};

// Applies them. Holds nothing that one picture could leave behind for the next.
class Sensor {
 public:
  explicit Sensor(const SensorSettings& settings);

  // `rgb`: packed RGB8, width * height * 3 bytes. The picture shows the camera's whole view, whatever its aspect ratio;
  // `step` is its time step. Throws EngineFault.
  void Apply(int step, int width, int height, std::uint8_t* rgb);

 private:
  SensorSettings settings_;
  std::vector<std::int16_t> noise_levels_;  // equally probable levels of noise, ascending; empty without noise
  std::vector<std::uint8_t> scratch_;
};

}  // namespace blindvla

#endif  // BLINDVLA_RENDERING_SENSOR_H_
