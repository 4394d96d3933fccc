#include "rendering/sensor.h"

#include <gtest/gtest.h>

#include <cmath>

namespace blindvla {
namespace {

constexpr int kWidth = 64;
constexpr int kHeight = 48;

std::uint8_t* Bytes(std::string* picture) { return reinterpret_cast<std::uint8_t*>(picture->data()); }

std::string Applied(const SensorSettings& settings, const std::string& picture, int step = 0, int width = kWidth,
                    int height = kHeight) {
  std::string result = picture;
  Sensor(settings).Apply(step, width, height, Bytes(&result));
  return result;
}

std::string Flat(std::uint8_t level, int width = kWidth, int height = kHeight) {
  return std::string(static_cast<std::size_t>(width) * height * 3, static_cast<char>(level));
}

std::uint8_t Level(const std::string& picture, int width, int x, int y) {
  return static_cast<std::uint8_t>(picture[(static_cast<std::size_t>(y) * width + x) * 3]);
}

SensorSettings Blur(double sigma) {
  SensorSettings settings;
  settings.blur_sigma = sigma;
  return settings;
}

SensorSettings Noise(double sigma, std::uint64_t seed) {
  SensorSettings settings;
  settings.noise_sigma = sigma;
  settings.noise_seed = seed;
  return settings;
}

SensorSettings Jpeg(int quality) {
  SensorSettings settings;
  settings.jpeg_quality = quality;
  return settings;
}

// Mean and standard deviation of the levels.
std::pair<double, double> Statistics(const std::string& picture) {
  double sum = 0, squares = 0;
  for (const char byte : picture) {
    const double level = static_cast<std::uint8_t>(byte);
    sum += level;
    squares += level * level;
  }
  const double mean = sum / picture.size();
  return {mean, std::sqrt(squares / picture.size() - mean * mean)};
}

TEST(Sensor, Apply_Nothing_ChangesNothing) { EXPECT_EQ(Applied({}, Flat(90)), Flat(90)); }

TEST(Sensor, Apply_Blur_OfAFlatPictureChangesNothing) {
  for (const std::uint8_t level : {0, 1, 127, 255}) EXPECT_EQ(Applied(Blur(0.03), Flat(level)), Flat(level));
  EXPECT_EQ(Applied(Blur(0.03), Flat(77, 1280, 40), 0, 1280, 40), Flat(77, 1280, 40));
  EXPECT_EQ(Applied(Blur(1e-9), Flat(255)), Flat(255));
}

TEST(Sensor, Apply_Blur_HasTheWidthAskedForInTheScene) {
  // The native view squeezed into a square: vertically the blur is wider in pixels.
  for (const auto& [width, height] : {std::pair{160, 120}, {120, 120}}) {
    constexpr double kSigma = 0.03;
    std::string picture = Flat(0, width, height);
    for (int y = height / 2 - 1; y <= height / 2; ++y)
      for (int x = width / 2 - 1; x <= width / 2; ++x) picture[(static_cast<std::size_t>(y) * width + x) * 3] = '\xff';
    picture = Applied(Blur(kSigma), picture, 0, width, height);

    double sum = 0, across = 0, along = 0;
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        const double level = Level(picture, width, x, y);
        sum += level;
        across += level * std::pow(x + 0.5 - width / 2, 2);
        along += level * std::pow(y + 0.5 - height / 2, 2);
      }
    }
    // Levels below one half are lost at the skirts of so small a spot.
    EXPECT_NEAR(std::sqrt(across / sum), kSigma * width, 0.2 * kSigma * width) << width;
    EXPECT_NEAR(std::sqrt(along / sum), kSigma * height * 4 / 3, 0.2 * kSigma * height * 4 / 3) << width;
  }
}

TEST(Sensor, Apply_Blur_OfAnEdgeIsTheGaussiansIntegral) {
  std::string picture = Flat(0, 640, 16);
  for (int y = 0; y < 16; ++y)
    for (int x = 320; x < 640; ++x) std::fill_n(&picture[(static_cast<std::size_t>(y) * 640 + x) * 3], 3, '\xff');
  constexpr double kSigma = 8;

  const std::string blurred = Applied(Blur(kSigma / 640), picture, 0, 640, 16);

  for (int x = 290; x < 350; ++x) {
    const double expected = 255 * 0.5 * std::erfc(-(x + 0.5 - 320) / kSigma / std::sqrt(2.0));
    EXPECT_NEAR(Level(blurred, 640, x, 8), expected, 1.5) << x;
  }
}

TEST(Sensor, Apply_Noise_HasTheDeviationAskedForAndNoBias) {
  for (const double sigma : {2.0, 10.0, 25.0}) {
    const auto [mean, deviation] = Statistics(Applied(Noise(sigma, 3), Flat(128, 320, 240), 0, 320, 240));

    EXPECT_NEAR(mean, 128, sigma * 0.01) << sigma;
    // Rounding to levels adds the variance 1/12.
    EXPECT_NEAR(deviation, std::sqrt(sigma * sigma + 1.0 / 12), sigma * 0.01) << sigma;
  }
}

TEST(Sensor, Apply_Noise_IsAFunctionOfSeedStepAndPlaceOnly) {
  const std::string expected = Applied(Noise(10, 1), Flat(128), 5);
  Sensor sensor(Noise(10, 1));
  std::string other = Flat(30);
  sensor.Apply(2, kWidth, kHeight, Bytes(&other));
  std::string again = Flat(128);
  sensor.Apply(5, kWidth, kHeight, Bytes(&again));

  EXPECT_EQ(again, expected);
  EXPECT_NE(Applied(Noise(10, 1), Flat(128), 6), expected);
  EXPECT_NE(Applied(Noise(10, 2), Flat(128), 5), expected);
}

TEST(Sensor, Apply_Noise_OfSuccessiveStepsAndSeedsIsUncorrelated) {
  const std::string first = Applied(Noise(20, 1), Flat(128, 320, 240), 0, 320, 240);
  for (const std::string& second : {Applied(Noise(20, 1), Flat(128, 320, 240), 1, 320, 240),
                                    Applied(Noise(20, 2), Flat(128, 320, 240), 0, 320, 240)}) {
    double product = 0;
    for (std::size_t i = 0; i < first.size(); ++i)
      product += (static_cast<std::uint8_t>(first[i]) - 128.0) * (static_cast<std::uint8_t>(second[i]) - 128.0);

    EXPECT_NEAR(product / first.size() / (20 * 20), 0, 0.01);
  }
}

// Computed apart from this code, with SplitMix64 and a library's quantiles of the normal distribution.
TEST(Sensor, Apply_Noise_IsTheSameOnEveryMachine) {
  std::string picture = Flat(128, 4, 1);
  Sensor(Noise(10, 42)).Apply(7, 4, 1, Bytes(&picture));

  EXPECT_EQ(std::vector<std::uint8_t>(picture.begin(), picture.end()),
            (std::vector<std::uint8_t>{125, 126, 126, 127, 114, 123, 132, 145, 143, 115, 119, 141}));
}

TEST(Sensor, Apply_Jpeg_LosesMoreAtLowerQuality) {
  std::string picture;
  for (int y = 0; y < kHeight; ++y)
    for (int x = 0; x < kWidth; ++x)
      picture.append({static_cast<char>((x * 37 + y * 11) % 256), static_cast<char>(x * 3), static_cast<char>(y * 5)});
  const auto loss = [&](int quality) {
    const std::string restored = Applied(Jpeg(quality), picture);
    double squares = 0;
    for (std::size_t i = 0; i < picture.size(); ++i)
      squares += std::pow(static_cast<std::uint8_t>(picture[i]) - static_cast<std::uint8_t>(restored[i]), 2);
    return std::sqrt(squares / picture.size());
  };

  EXPECT_GT(loss(5), loss(40));
  EXPECT_GT(loss(40), loss(95));
  EXPECT_GT(loss(95), 0);
}

TEST(Sensor, Apply_Jpeg_KeepsDetailOfBrightnessAndHalvesThatOfColour) {
  std::string grey, color;
  for (int i = 0; i < kWidth * kHeight; ++i) {
    grey.append(3, i % 2 == 0 ? '\x40' : '\xc0');
    // Red and blue of about the same brightness in turn.
    color.append(i % 2 == 0 ? std::string("\xc0\x40\x40", 3) : std::string("\x40\x60\xf0", 3));
  }
  const auto contrast = [](const std::string& picture) {
    return std::abs(Level(picture, kWidth, 30, 20) - Level(picture, kWidth, 31, 20));
  };

  EXPECT_GT(contrast(Applied(Jpeg(95), grey)), 110);
  EXPECT_LT(contrast(Applied(Jpeg(95), color)), 30);
}

TEST(Sensor, Apply_Jpeg_AnySizeKeepsAFlatPicture) {
  for (const auto& [width, height] : {std::pair{8, 8}, {17, 9}, {224, 224}, {33, 64}})
    EXPECT_EQ(Applied(Jpeg(90), Flat(128, width, height), 0, width, height), Flat(128, width, height)) << width;
}

TEST(Sensor, Apply_All_BlursBeforeNoiseAndCompressesLast) {
  SensorSettings both = Blur(0.02);
  both.noise_sigma = 15;
  const std::string noisy = Applied(both, Flat(128, 320, 240), 0, 320, 240);
  EXPECT_NEAR(Statistics(noisy).second, 15, 0.3);  // blurred noise would be weaker

  SensorSettings all = both;
  all.jpeg_quality = 20;
  EXPECT_EQ(Applied(all, Flat(128, 320, 240), 0, 320, 240), Applied(Jpeg(20), noisy, 0, 320, 240));
}

}  // namespace
}  // namespace blindvla
