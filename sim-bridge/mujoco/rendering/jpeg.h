#ifndef BLINDVLA_RENDERING_JPEG_H_
#define BLINDVLA_RENDERING_JPEG_H_

#include <cstdint>
#include <vector>

namespace blindvla {

// A picture as JPEG (4:2:0) at a quality of 1 to 100. `rgb`: packed RGB8. Throws EngineFault.
std::vector<std::uint8_t> ToJpeg(int quality, int width, int height, const std::uint8_t* rgb);

// The inverse, of a picture of that size. Throws EngineFault, also for what is no JPEG.
std::vector<std::uint8_t> FromJpeg(const std::vector<std::uint8_t>& jpeg, int width, int height);

// Makes of a picture what is left of it after JPEG compression as cameras do it (4:2:0) at a quality of 1 to 100.
// `rgb`: packed RGB8. `compressed` is reused between calls. Throws EngineFault.
void CompressAndRestore(int quality, int width, int height, std::vector<std::uint8_t>* compressed, std::uint8_t* rgb);

}  // namespace blindvla

#endif  // BLINDVLA_RENDERING_JPEG_H_
