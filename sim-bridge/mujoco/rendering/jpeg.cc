#include "rendering/jpeg.h"

#include <cstddef>
#include <cstdio>

#include <jpeglib.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include "simulation/errors.h"

namespace blindvla {
namespace {

[[noreturn]] void ThrowEngineFault(j_common_ptr codec) {
  char message[JMSG_LENGTH_MAX];
  codec->err->format_message(codec, message);
  throw EngineFault(std::string("JPEG: ") + message);
}

// A libjpeg object, destroyed whatever happens.
template <typename Codec, void (*kDestroy)(Codec*)>
class Owned {
 public:
  Owned() {
    codec_.err = jpeg_std_error(&errors_);
    errors_.error_exit = ThrowEngineFault;
  }
  ~Owned() { kDestroy(&codec_); }
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;

  Codec* get() { return &codec_; }
  Codec* operator->() { return &codec_; }

 private:
  Codec codec_{};
  jpeg_error_mgr errors_{};
};

// A row of `rgb`, as libjpeg wants it.
JSAMPROW Row(std::uint8_t* rgb, int width, unsigned row) { return rgb + static_cast<std::size_t>(row) * width * 3; }

// Returns the number of bytes used of `compressed`.
unsigned long Compress(int quality, int width, int height, std::vector<std::uint8_t>* compressed,
                       const std::uint8_t* rgb) {
  Owned<jpeg_compress_struct, jpeg_destroy_compress> codec;
  jpeg_create_compress(codec.get());
  // Room for a picture that compresses badly, with which libjpeg makes no buffer of its own.
  compressed->resize(std::max<std::size_t>(compressed->size(), static_cast<std::size_t>(width) * height * 6 + 4096));
  unsigned char* buffer = compressed->data();
  unsigned long size = compressed->size();
  jpeg_mem_dest(codec.get(), &buffer, &size);
  codec->image_width = static_cast<JDIMENSION>(width);
  codec->image_height = static_cast<JDIMENSION>(height);
  codec->input_components = 3;
  codec->in_color_space = JCS_RGB;
  jpeg_set_defaults(codec.get());  // 4:2:0
  jpeg_set_quality(codec.get(), quality, TRUE);
  jpeg_start_compress(codec.get(), TRUE);
  while (codec->next_scanline < codec->image_height) {
    // What is written from is only read, whatever libjpeg's type says.
    JSAMPROW row = Row(const_cast<std::uint8_t*>(rgb), width, codec->next_scanline);
    jpeg_write_scanlines(codec.get(), &row, 1);
  }
  jpeg_finish_compress(codec.get());
  if (buffer != compressed->data()) {
    std::free(buffer);
    throw EngineFault("JPEG: a picture of " + std::to_string(width) + "x" + std::to_string(height) +
                      " pixels became larger than its buffer");
  }
  return size;
}

void Restore(const std::vector<std::uint8_t>& compressed, unsigned long size, int width, int height,
             std::uint8_t* rgb) {
  Owned<jpeg_decompress_struct, jpeg_destroy_decompress> codec;
  jpeg_create_decompress(codec.get());
  jpeg_mem_src(codec.get(), compressed.data(), size);
  jpeg_read_header(codec.get(), TRUE);
  codec->out_color_space = JCS_RGB;
  jpeg_start_decompress(codec.get());
  if (static_cast<int>(codec->output_width) != width || static_cast<int>(codec->output_height) != height) {
    throw EngineFault("JPEG: expected " + std::to_string(width) + "x" + std::to_string(height) + " pixels, found " +
                      std::to_string(codec->output_width) + "x" + std::to_string(codec->output_height));
  }
  while (codec->output_scanline < codec->output_height) {
    JSAMPROW row = Row(rgb, width, codec->output_scanline);
    jpeg_read_scanlines(codec.get(), &row, 1);
  }
  jpeg_finish_decompress(codec.get());
}

}  // namespace

std::vector<std::uint8_t> ToJpeg(int quality, int width, int height, const std::uint8_t* rgb) {
  std::vector<std::uint8_t> compressed;
  compressed.resize(Compress(quality, width, height, &compressed, rgb));
  return compressed;
}

std::vector<std::uint8_t> FromJpeg(const std::vector<std::uint8_t>& jpeg, int width, int height) {
  std::vector<std::uint8_t> rgb(static_cast<std::size_t>(width) * height * 3);
  Restore(jpeg, jpeg.size(), width, height, rgb.data());
  return rgb;
}

void CompressAndRestore(int quality, int width, int height, std::vector<std::uint8_t>* compressed, std::uint8_t* rgb) {
  const unsigned long size = Compress(quality, width, height, compressed, rgb);
  Restore(*compressed, size, width, height, rgb);
}

}  // namespace blindvla
