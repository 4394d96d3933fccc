#include "rendering/table_pictures.h"

#include <gtest/gtest.h>

#include <fstream>

#include "rendering/png_file.h"
#include "rendering/tests/scratch_folder.h"
#include "simulation/errors.h"

namespace blindvla {
namespace {

std::vector<std::uint8_t> Gradient(int width, int height) {
  std::vector<std::uint8_t> pixels;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      pixels.insert(pixels.end(),
                    {static_cast<std::uint8_t>(x * 255 / width), static_cast<std::uint8_t>(y * 255 / height), 7});
  return pixels;
}

TEST(TablePictures, Get_NativeSize_IsThePictureItself) {
  const ScratchFolder folder;
  const auto pixels = Gradient(640, 480);
  WritePng(folder.path() / "wood.png", 640, 480, pixels.data());

  EXPECT_EQ(*TablePictures().Get(folder.path() / "wood.png", FrameGeometry::Covering(640, 480)), pixels);
}

TEST(TablePictures, Get_OtherSize_ShowsTheWholePicture) {
  const ScratchFolder folder;
  WritePng(folder.path() / "wood.png", 640, 480, Gradient(640, 480).data());

  const auto small = TablePictures().Get(folder.path() / "wood.png", FrameGeometry::Covering(224, 224));

  ASSERT_EQ(small->size(), 299u * 224 * 3);
  EXPECT_NEAR((*small)[0], 0, 3);                      // left
  EXPECT_NEAR((*small)[298 * 3], 254, 3);              // right
  EXPECT_NEAR((*small)[1], 0, 3);                      // top
  EXPECT_NEAR((*small)[(223 * 299) * 3 + 1], 254, 3);  // bottom
}

TEST(TablePictures, Get_Twice_DecodesAndResizesOnce) {
  const ScratchFolder folder;
  const auto file = folder.path() / "wood.png";
  WritePng(file, 640, 480, Gradient(640, 480).data());
  TablePictures pictures;
  const auto first = pictures.Get(file, FrameGeometry::Covering(224, 224));
  std::filesystem::remove(file);

  EXPECT_EQ(pictures.Get(file, FrameGeometry::Covering(224, 224)), first);
  EXPECT_NE(pictures.Get(file, FrameGeometry::Covering(128, 128)), first);
}

TEST(TablePictures, Get_OtherView_IsMadeOnceAndLeavesTheNativeOneAlone) {
  const ScratchFolder folder;
  const auto file = folder.path() / "wood.png";
  const auto pixels = Gradient(640, 480);
  WritePng(file, 640, 480, pixels.data());
  const FrameGeometry frame = FrameGeometry::Covering(640, 480);
  TablePictures pictures;
  BackgroundView wide;
  wide.homography = {1.2, 0, 0, 0, 1.2, 0, 0, 0, 1};
  BackgroundView dim;
  dim.light = {0.5, 0.5, 0.5};

  const auto warped = pictures.Get(file, frame, wide);

  EXPECT_NE(*warped, pixels);
  EXPECT_EQ(pictures.Get(file, frame, wide), warped);
  EXPECT_NE(pictures.Get(file, frame, dim), warped);
  EXPECT_EQ(*pictures.Get(file, frame), pixels);
}

TEST(TablePictures, Get_MoreViewsThanAreKept_StillMakesEachOfThem) {
  const ScratchFolder folder;
  const auto file = folder.path() / "wood.png";
  WritePng(file, 64, 48, Gradient(64, 48).data());
  const FrameGeometry frame = FrameGeometry::Covering(64, 48);
  TablePictures pictures;
  for (int round = 0; round < 2; ++round) {
    for (int i = 1; i <= 100; ++i) {
      BackgroundView view;
      view.light = {0.01 * i, 1, 1};
      const auto dimmed = pictures.Get(file, frame, view);
      ASSERT_NEAR((*dimmed)[63 * 3], 0.01 * i * (63 * 255 / 64), 1) << i;
    }
  }
}

TEST(TablePictures, Get_NoPicture_NamesTheFile) {
  const ScratchFolder folder;
  std::ofstream(folder.path() / "broken.png") << "this is text";

  for (const char* name : {"broken.png", "absent.png"}) {
    try {
      TablePictures().Get(folder.path() / name, FrameGeometry::Covering(64, 48));
      FAIL() << name;
    } catch (const EngineFault& fault) {
      EXPECT_NE(std::string(fault.what()).find(name), std::string::npos) << fault.what();
    }
  }
}

}  // namespace
}  // namespace blindvla
