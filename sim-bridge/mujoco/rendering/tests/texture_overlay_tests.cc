#include "rendering/texture_overlay.h"

#include <gtest/gtest.h>

#include <cmath>

#include "rendering/png_file.h"
#include "rendering/tests/scratch_folder.h"

namespace blindvla {
namespace {

constexpr int kTextureWidth = 1280;
constexpr int kTextureHeight = 960;

class TextureOverlayTest : public testing::Test {
 protected:
  // Red grows from the left to the right, green from the top to the bottom: 4 levels less than every 20 pixels.
  TextureOverlayTest() {
    std::vector<std::uint8_t> pixels;
    for (int y = 0; y < kTextureHeight; ++y)
      for (int x = 0; x < kTextureWidth; ++x)
        pixels.insert(pixels.end(), {static_cast<std::uint8_t>(x * 255 / kTextureWidth),
                                     static_cast<std::uint8_t>(y * 255 / kTextureHeight), 80});
    WritePng(file_, kTextureWidth, kTextureHeight, pixels.data());
  }

  TextureOverlay Overlay(TextureOverlay::Region region, double strength) const { return {file_, region, strength}; }

  static std::vector<std::uint8_t> Mask(const FrameGeometry& frame, int left, int top, int right, int bottom) {
    std::vector<std::uint8_t> mask(static_cast<std::size_t>(frame.width) * frame.height);
    for (int y = top; y < bottom; ++y)
      for (int x = left; x < right; ++x) mask[static_cast<std::size_t>(y) * frame.width + x] = 1;
    return mask;
  }

  std::vector<std::uint8_t> Blended(const TextureOverlay& overlay, const std::vector<std::uint8_t>& mask,
                                    const FrameGeometry& frame, std::uint8_t level) {
    std::vector<std::uint8_t> picture(mask.size() * 3, level);
    Blend(overlay, &pictures_, mask, frame, picture.data());
    return picture;
  }

  ScratchFolder folder_;
  std::filesystem::path file_ = folder_.path() / "ramp.png";
  TablePictures pictures_;
};

TEST_F(TextureOverlayTest, Blend_Foreground_FitsTheTextureToTheBoxAndLeavesTheRest) {
  for (const auto& [width, height] : {std::pair{640, 480}, {320, 240}, {224, 224}}) {
    const FrameGeometry frame = FrameGeometry::Covering(width, height);
    const double scale = frame.window_width / 640;
    const auto at = [&](int native) { return static_cast<int>(std::lround(native * scale)); };
    const auto mask = Mask(frame, at(160), at(120), at(480), at(360));

    const auto picture = Blended(Overlay(TextureOverlay::Region::kForeground, 1), mask, frame, 7);

    const auto pixel = [&](int x, int y) { return &picture[(static_cast<std::size_t>(y) * frame.width + x) * 3]; };
    EXPECT_NEAR(pixel(at(320), at(240))[0], 127, 2) << width;  // the texture's centre
    EXPECT_NEAR(pixel(at(320), at(240))[1], 127, 2) << width;
    EXPECT_LT(pixel(at(160), at(240))[0], 4) << width;  // its left edge
    EXPECT_GT(pixel(at(480) - 1, at(240))[0], 250) << width;
    EXPECT_EQ(pixel(at(160) - 1, at(240))[0], 7) << width;
    EXPECT_EQ(pixel(at(480), at(240))[0], 7) << width;
    for (std::size_t i = 0; i < mask.size(); ++i) ASSERT_EQ(picture[3 * i + 2], mask[i] != 0 ? 80 : 7);
  }
}

TEST_F(TextureOverlayTest, Blend_HoleInTheForeground_StaysAsItWas) {
  const FrameGeometry frame = FrameGeometry::Covering(64, 48);
  auto mask = Mask(frame, 10, 10, 50, 40);
  for (int x = 20; x < 30; ++x) mask[20 * 64 + x] = 0;

  const auto picture = Blended(Overlay(TextureOverlay::Region::kForeground, 0.5), mask, frame, 200);

  for (std::size_t i = 0; i < mask.size(); ++i) ASSERT_EQ(picture[3 * i + 2], mask[i] != 0 ? 140 : 200) << i;
}

TEST_F(TextureOverlayTest, Blend_Strength_IsTheFormulaRounded) {
  const FrameGeometry frame = FrameGeometry::Covering(64, 48);
  const auto mask = Mask(frame, 0, 0, 64, 48);
  for (const double strength : {0.0, 0.1, 0.3, 0.5, 0.77, 1.0}) {
    for (const int level : {0, 1, 79, 81, 200, 255}) {
      const auto picture = Blended(Overlay(TextureOverlay::Region::kForeground, strength), mask, frame,
                                   static_cast<std::uint8_t>(level));

      EXPECT_EQ(picture[2], std::lround(strength * 80 + (1 - strength) * level)) << strength << ' ' << level;
    }
  }
}

TEST_F(TextureOverlayTest, Blend_NoForeground_ChangesNothing) {
  const FrameGeometry frame = FrameGeometry::Covering(64, 48);
  const auto picture =
      Blended(Overlay(TextureOverlay::Region::kForeground, 1), std::vector<std::uint8_t>(64 * 48), frame, 9);

  EXPECT_EQ(picture, std::vector<std::uint8_t>(64 * 48 * 3, 9));
}

TEST_F(TextureOverlayTest, Blend_Whole_WindowBeginsAtTheCentreOfTheForeground) {
  for (const auto& [width, height] : {std::pair{640, 480}, {224, 224}}) {
    const FrameGeometry frame = FrameGeometry::Covering(width, height);
    const double scale = frame.window_width / 640;
    const auto at = [&](int native) { return static_cast<int>(std::lround(native * scale)); };
    const auto mask = Mask(frame, at(100), at(40), at(300), at(80));  // centre 200, 60

    const auto picture = Blended(Overlay(TextureOverlay::Region::kWholeImage, 1), mask, frame, 9);

    EXPECT_NEAR(picture[0], 200 * 255.0 / kTextureWidth, 2) << width;
    EXPECT_NEAR(picture[1], 60 * 255.0 / kTextureHeight, 2) << width;
    EXPECT_NEAR(picture[picture.size() - 3], (200 + 640) * 255.0 / kTextureWidth, 2) << width;
    EXPECT_NEAR(picture[picture.size() - 2], (60 + 480) * 255.0 / kTextureHeight, 2) << width;
  }
}

TEST_F(TextureOverlayTest, Blend_WholeWithForegroundInTheCorner_StaysInsideTheTexture) {
  const FrameGeometry frame = FrameGeometry::Covering(64, 48);
  const auto picture = Blended(Overlay(TextureOverlay::Region::kWholeImage, 1), Mask(frame, 63, 47, 64, 48), frame, 9);

  EXPECT_GT(picture[picture.size() - 3], 245);
  EXPECT_GT(picture[picture.size() - 2], 245);
}

}  // namespace
}  // namespace blindvla
