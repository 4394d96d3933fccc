#ifndef BLINDVLA_RENDERING_RESAMPLER_H_
#define BLINDVLA_RENDERING_RESAMPLER_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace blindvla {

// One axis of a resize, as fixed-point weights: the same bytes on every machine. A triangle filter as wide as the
// reduction, so that nothing aliases; linear interpolation where the axis grows; exact copy where it neither grows nor
// moves.
class AxisFilter {
 public:
  // Sample i of the result is centred at (i + 0.5) * scale + origin in the source, which has `source` samples.
  AxisFilter(int source, int result, double origin, double scale);

  int source() const { return source_; }
  int result() const { return static_cast<int>(first_.size()); }
  bool is_identity() const { return identity_; }

  // Rows of packed RGB8.
  void ResampleRow(const std::uint8_t* source, std::uint8_t* result) const;

  // Output row `row` from source rows `stride` bytes apart, `bytes` bytes each.
  void BlendRows(const std::uint8_t* source, std::size_t stride, int row, std::size_t bytes,
                 std::uint8_t* result) const;

 private:
  template <int kTaps>
  void ResampleRowWith(const std::uint8_t* source, std::uint8_t* result) const;

  static constexpr int kShift = 14;  // weights of one sample sum to 1 << kShift

  int source_;
  int taps_ = 1;  // weights per sample, padded with zeros
  bool identity_ = false;
  std::vector<int> first_;             // index of the first source sample
  std::vector<std::int16_t> weights_;  // taps_ per sample
};

// Packed RGB8, first row at the top. `scratch` is reused between calls.
void Resample(const AxisFilter& horizontal, const AxisFilter& vertical, const std::uint8_t* source,
              std::vector<std::uint8_t>* scratch, std::uint8_t* result);

}  // namespace blindvla

#endif  // BLINDVLA_RENDERING_RESAMPLER_H_
