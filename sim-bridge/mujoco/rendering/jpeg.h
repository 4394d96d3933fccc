#ifndef BLINDVLA_RENDERING_JPEG_H_
#define BLINDVLA_RENDERING_JPEG_H_

#include <cstdint>
#include <vector>

namespace blindvla {

// Makes of a picture what is left of it after JPEG compression as cameras do it (4:2:0) at a quality of 1 to 100.
// `rgb`: packed RGB8. `compressed` is reused between calls. Throws EngineFault.
void CompressAndRestore(int quality, int width, int height, std::vector<std::uint8_t>* compressed, std::uint8_t* rgb);

}  // namespace blindvla

#endif  // BLINDVLA_RENDERING_JPEG_H_
