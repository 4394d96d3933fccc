#include "rendering/resampler.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace blindvla {

AxisFilter::AxisFilter(int source, int result, double origin, double scale) : source_(source), first_(result) {
  identity_ = source == result && origin == 0.0 && scale == 1.0;
  const double support = std::max(1.0, scale);

  struct Span {
    int first;
    std::vector<double> weights;
  };
  std::vector<Span> spans(result);
  for (int i = 0; i < result; ++i) {
    const double centre = (i + 0.5) * scale + origin;
    const int first = std::clamp(static_cast<int>(std::floor(centre - support + 0.5)), 0, source - 1);
    const int last = std::clamp(static_cast<int>(std::floor(centre + support - 0.5)), first, source - 1);
    spans[i].first = first;
    for (int s = first; s <= last; ++s) {
      spans[i].weights.push_back(std::max(0.0, 1.0 - std::abs(s + 0.5 - centre) / support));
    }
    taps_ = std::max(taps_, last - first + 1);
  }

  // Up to four taps have an unrolled loop, and four always fit unless the axis itself is shorter.
  if (taps_ < 4 && source >= 4) taps_ = 4;
  weights_.assign(static_cast<std::size_t>(result) * taps_, 0);
  for (int i = 0; i < result; ++i) {
    const Span& span = spans[i];
    first_[i] = std::min(span.first, source - taps_);
    std::int16_t* weights = &weights_[static_cast<std::size_t>(i) * taps_ + (span.first - first_[i])];
    double sum = 0;
    for (const double weight : span.weights) sum += weight;
    int rest = 1 << kShift;
    int heaviest = 0;
    for (int t = 0; t < static_cast<int>(span.weights.size()); ++t) {
      // A sample beyond the edge of the source takes the edge's value.
      const double share = sum > 0 ? span.weights[t] / sum : (t == 0 ? 1.0 : 0.0);
      weights[t] = static_cast<std::int16_t>(std::lround(share * (1 << kShift)));
      rest -= weights[t];
      if (weights[t] > weights[heaviest]) heaviest = t;
    }
    weights[heaviest] = static_cast<std::int16_t>(weights[heaviest] + rest);
  }
}

template <int kTaps>
void AxisFilter::ResampleRowWith(const std::uint8_t* source, std::uint8_t* result) const {
  const int taps = kTaps > 0 ? kTaps : taps_;
  const int samples = this->result();
  for (int i = 0; i < samples; ++i) {
    const std::uint8_t* pixel = source + static_cast<std::size_t>(first_[i]) * 3;
    const std::int16_t* weights = &weights_[static_cast<std::size_t>(i) * taps];
    int r = 1 << (kShift - 1);
    int g = r;
    int b = r;
    for (int t = 0; t < taps; ++t) {
      r += weights[t] * pixel[t * 3];
      g += weights[t] * pixel[t * 3 + 1];
      b += weights[t] * pixel[t * 3 + 2];
    }
    result[i * 3] = static_cast<std::uint8_t>(r >> kShift);
    result[i * 3 + 1] = static_cast<std::uint8_t>(g >> kShift);
    result[i * 3 + 2] = static_cast<std::uint8_t>(b >> kShift);
  }
}

void AxisFilter::ResampleRow(const std::uint8_t* source, std::uint8_t* result) const {
  if (identity_) {
    std::memcpy(result, source, static_cast<std::size_t>(source_) * 3);
  } else if (taps_ == 4) {
    ResampleRowWith<4>(source, result);
  } else {
    ResampleRowWith<0>(source, result);
  }
}

void AxisFilter::BlendRows(const std::uint8_t* source, std::size_t stride, int row, std::size_t bytes,
                           std::uint8_t* result) const {
  const std::uint8_t* top = source + static_cast<std::size_t>(first_[row]) * stride;
  if (identity_) {
    std::memcpy(result, top, bytes);
    return;
  }
  const std::int16_t* weights = &weights_[static_cast<std::size_t>(row) * taps_];
  constexpr std::size_t kBlock = 256;  // sums stay in the first-level cache
  for (std::size_t begin = 0; begin < bytes; begin += kBlock) {
    const std::size_t count = std::min(kBlock, bytes - begin);
    int sums[kBlock];
    std::fill_n(sums, count, 1 << (kShift - 1));
    for (int t = 0; t < taps_; ++t) {
      if (weights[t] == 0) continue;
      const std::uint8_t* line = top + t * stride + begin;
      for (std::size_t i = 0; i < count; ++i) sums[i] += weights[t] * line[i];
    }
    for (std::size_t i = 0; i < count; ++i) result[begin + i] = static_cast<std::uint8_t>(sums[i] >> kShift);
  }
}

void Resample(const AxisFilter& horizontal, const AxisFilter& vertical, const std::uint8_t* source,
              std::vector<std::uint8_t>* scratch, std::uint8_t* result) {
  const std::size_t source_row = static_cast<std::size_t>(horizontal.source()) * 3;
  const std::size_t result_row = static_cast<std::size_t>(horizontal.result()) * 3;
  scratch->resize(source_row);
  for (int row = 0; row < vertical.result(); ++row) {
    const std::uint8_t* line = source + row * source_row;
    if (!vertical.is_identity()) {
      vertical.BlendRows(source, source_row, row, source_row, scratch->data());
      line = scratch->data();
    }
    horizontal.ResampleRow(line, result + row * result_row);
  }
}

}  // namespace blindvla
