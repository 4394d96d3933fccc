#include "rendering/resampler.h"

#include <gtest/gtest.h>

#include <numeric>

namespace blindvla {
namespace {

std::vector<std::uint8_t> Row(std::initializer_list<int> greys) {
  std::vector<std::uint8_t> row;
  for (const int grey : greys) row.insert(row.end(), 3, static_cast<std::uint8_t>(grey));
  return row;
}

std::vector<std::uint8_t> ResampleRow(const AxisFilter& filter, const std::vector<std::uint8_t>& source) {
  std::vector<std::uint8_t> result(static_cast<std::size_t>(filter.result()) * 3);
  filter.ResampleRow(source.data(), result.data());
  return result;
}

TEST(AxisFilter, ResampleRow_SameSize_IsExactCopy) {
  const AxisFilter filter(4, 4, 0, 1);

  EXPECT_TRUE(filter.is_identity());
  EXPECT_EQ(ResampleRow(filter, Row({1, 2, 250, 0})), Row({1, 2, 250, 0}));
}

TEST(AxisFilter, ResampleRow_Constant_StaysConstantAtEverySize) {
  for (const int source : {1, 2, 3, 5, 299, 1280}) {
    for (const int result : {1, 3, 8, 224, 640}) {
      const AxisFilter filter(source, result, 0, static_cast<double>(source) / result);
      const std::vector<std::uint8_t> row(static_cast<std::size_t>(source) * 3, 255);

      EXPECT_EQ(ResampleRow(filter, row), std::vector<std::uint8_t>(static_cast<std::size_t>(result) * 3, 255))
          << source << " -> " << result;
    }
  }
}

TEST(AxisFilter, ResampleRow_HalfSize_WeighsNeighboursByDistance) {
  // Centres at 1, 3, 5 and a triangle two samples wide: weights 1:3:3:1.
  const AxisFilter filter(6, 3, 0, 2);

  EXPECT_EQ(ResampleRow(filter, Row({0, 0, 80, 80, 0, 0}))[3], (0 + 3 * 80 + 3 * 80 + 0) / 8);
}

TEST(AxisFilter, ResampleRow_FineStripes_AverageInsteadOfAliasing) {
  std::vector<std::uint8_t> stripes;
  for (int i = 0; i < 300; ++i) stripes.insert(stripes.end(), 3, i % 2 == 0 ? 0 : 200);
  const AxisFilter filter(300, 100, 0, 3);

  // A plain subsample would return the stripes themselves.
  for (const int grey : ResampleRow(filter, stripes)) EXPECT_NEAR(grey, 100, 25);
}

TEST(AxisFilter, ResampleRow_DoubleSize_InterpolatesLinearly) {
  const AxisFilter filter(2, 4, 0, 0.5);

  EXPECT_EQ(ResampleRow(filter, Row({0, 100})), Row({0, 25, 75, 100}));
}

TEST(AxisFilter, ResampleRow_Window_LeavesOutWhatLiesOutside) {
  // The middle four of eight samples.
  const AxisFilter filter(8, 4, 2, 1);

  EXPECT_EQ(ResampleRow(filter, Row({9, 9, 1, 2, 3, 4, 9, 9})), Row({1, 2, 3, 4}));
}

TEST(AxisFilter, ResampleRow_KeepsChannelsApart) {
  const AxisFilter filter(4, 2, 0, 2);
  const std::vector<std::uint8_t> red_and_blue = {200, 0, 7, 200, 0, 7, 200, 0, 7, 200, 0, 7};

  EXPECT_EQ(ResampleRow(filter, red_and_blue), (std::vector<std::uint8_t>{200, 0, 7, 200, 0, 7}));
}

TEST(Resample, BothAxes_GiveTheSameAsTheTransposedImage) {
  const AxisFilter filter(7, 3, 0, 7 / 3.0);
  std::vector<std::uint8_t> image(7 * 7 * 3);
  std::iota(image.begin(), image.end(), 0);
  auto transposed = [](const std::vector<std::uint8_t>& source, int size) {
    std::vector<std::uint8_t> result(source.size());
    for (int y = 0; y < size; ++y)
      for (int x = 0; x < size; ++x)
        for (int c = 0; c < 3; ++c) result[(x * size + y) * 3 + c] = source[(y * size + x) * 3 + c];
    return result;
  };
  std::vector<std::uint8_t> scratch;
  std::vector<std::uint8_t> straight(3 * 3 * 3);
  std::vector<std::uint8_t> turned(3 * 3 * 3);

  Resample(filter, filter, image.data(), &scratch, straight.data());
  Resample(filter, filter, transposed(image, 7).data(), &scratch, turned.data());

  const std::vector<std::uint8_t> back = transposed(turned, 3);
  for (std::size_t i = 0; i < straight.size(); ++i) EXPECT_NEAR(straight[i], back[i], 1);
}

}  // namespace
}  // namespace blindvla
