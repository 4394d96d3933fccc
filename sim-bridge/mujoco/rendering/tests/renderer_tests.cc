#include "rendering/renderer.h"

#include <gtest/gtest.h>
#include <malloc.h>

#include <array>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <set>
#include <thread>
#include <vector>

#include "control/engine.h"
#include "rendering/png_file.h"
#include "rendering/tests/scratch_folder.h"
#include "simulation/errors.h"

namespace blindvla {
namespace {

// The camera's pose in the world: mounted on the robot's base, which is turned half a turn about z. A model's camera
// looks along -z with y up; the benchmark's looks along x with z up.
constexpr char kWorld[] = R"(
<mujoco>
  <visual><headlight ambient="1 1 1" diffuse="0 0 0" specular="0 0 0"/></visual>
  <worldbody>
    <body pos="0.147 0.028 0.870" quat="0 0 0 1">
      <body pos="0 -0.16 0.36" quat="0.8992917 -0.09263245 0.35892478 0.23209205">
        <camera name="3rd_view_camera" xyaxes="0 -1 0 0 0 1" fovy="42.10038657620194"/>
      </body>
    </body>
    <body name="ball" mocap="true" pos="%s">
      <geom type="sphere" size="%s" rgba="1 0 0 1" group="1" contype="0" conaffinity="0"/>
    </body>
    <geom type="plane" size="5 5 .1" pos="0 0 0.8" rgba="0 1 0 1" group="4"/>
    <geom type="box" size=".2 .2 .001" pos="-0.2 0 0.86" rgba="0 1 0 1" group="3"/>
  </worldbody>
</mujoco>)";

struct ModelAndData {
  std::shared_ptr<mjModel> model;
  DataPtr data;

  ModelAndData(const std::string& position, const std::string& radius) : ModelAndData(World(position, radius)) {}

  explicit ModelAndData(const std::string& xml) {
    auto files = std::make_unique<mjVFS>();
    mj_defaultVFS(files.get());
    mj_makeEmptyFileVFS(files.get(), "world.xml", static_cast<int>(xml.size()));
    std::memcpy(files->filedata[0], xml.data(), xml.size());
    char error[1000] = "";
    model = ModelPtr(mj_loadXML("world.xml", files.get(), error, sizeof error));
    mj_deleteVFS(files.get());
    if (model == nullptr) throw EngineFault(error);
    data.reset(mj_makeData(model.get()));
    mj_forward(model.get(), data.get());
  }

  static std::string World(const std::string& position, const std::string& radius) {
    std::string xml(sizeof kWorld + position.size() + radius.size(), '\0');
    xml.resize(std::snprintf(xml.data(), xml.size(), kWorld, position.c_str(), radius.c_str()));
    return xml;
  }

  // Balls enough that what llvmpipe remembers of a picture takes more than its first block of memory, and then one with
  // a texture: what it remembers of that lies in a block that it frees.
  static std::string Pile() {
    std::string bodies;
    for (int i = 0; i < 60; ++i) {
      bodies += "<body mocap='true' pos='" + std::to_string(-0.25 + 0.03 * (i % 8)) + " " +
                std::to_string(-0.1 + 0.03 * (i / 8)) +
                " 0.9'><geom type='sphere' size='0.02' rgba='1 0 0 1' group='1' " +
                (i == 59 ? "material='checks' " : "") + "contype='0' conaffinity='0'/></body>";
    }
    std::string xml = World("0 0 5", "0.01");
    xml.insert(
        xml.find("<worldbody>"),
        "<asset><texture name='checks' type='2d' builtin='checker' width='32' height='32' rgb1='1 0 0' rgb2='0 0 1'/>"
        "<material name='checks' texture='checks'/></asset>");
    xml.insert(xml.find("</worldbody>"), bodies);
    return xml;
  }
};

class RendererTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    setenv("LP_NUM_THREADS", "0", 0);
    mju_user_error = [](const char* message) { throw EngineFault(message); };
    mju_user_warning = [](const char* message) { ADD_FAILURE() << "engine warning: " << message; };
    platform_ = OpenGlPlatform(GlBackend::kEgl, std::nullopt);
  }
  static void TearDownTestSuite() { platform_ = nullptr; }

  // Top half blue, bottom half black, a left edge of white.
  RendererTest() {
    std::vector<std::uint8_t> pixels;
    for (int y = 0; y < 480; ++y) {
      for (int x = 0; x < 640; ++x) {
        const std::uint8_t white = x < 64 ? 255 : 0;
        pixels.insert(pixels.end(), {white, white, static_cast<std::uint8_t>(y < 240 ? 255 : white)});
      }
    }
    WritePng(table_, 640, 480, pixels.data());
  }

  void WriteTable(std::uint8_t level) {
    const std::vector<std::uint8_t> pixels(640 * 480 * 3, level);
    WritePng(table_, 640, 480, pixels.data());
  }

  void Render(Renderer* renderer, const ModelAndData& world, int width, int height, std::string* image) {
    image->resize(static_cast<std::size_t>(width) * height * 3);
    renderer->Render(world.data.get(), table_, width, height, reinterpret_cast<std::uint8_t*>(image->data()));
  }

  std::string Draw(const ModelAndData& world, int width, int height, int supersample = 1,
                   const PictureChanges& changes = {}) {
    Renderer renderer(platform_, pictures_, supersample);
    renderer.SetModel(world.model, changes);
    std::string image;
    Render(&renderer, world, width, height, &image);
    return image;
  }

  static std::array<int, 3> Pixel(const std::string& image, int width, int x, int y) {
    const auto* pixel =
        reinterpret_cast<const unsigned char*>(image.data()) + (static_cast<std::size_t>(y) * width + x) * 3;
    return {pixel[0], pixel[1], pixel[2]};
  }

  // Centre of what is red, in pixels from the top left corner; the number of red pixels is returned.
  static int FindRed(const std::string& image, int width, int height, double* u, double* v) {
    int count = 0;
    *u = *v = 0;
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        const auto [r, g, b] = Pixel(image, width, x, y);
        if (r > 150 && g < 100 && b < 100) {
          *u += x + 0.5;
          *v += y + 0.5;
          ++count;
        }
      }
    }
    *u /= count;
    *v /= count;
    return count;
  }

  static std::shared_ptr<const GlPlatform> platform_;
  ScratchFolder folder_;
  std::filesystem::path table_ = folder_.path() / "half.png";
  std::shared_ptr<TablePictures> pictures_ = std::make_shared<TablePictures>();
};

std::shared_ptr<const GlPlatform> RendererTest::platform_;

constexpr char kOutOfSight[] = "0 0 5";

TEST_F(RendererTest, Render_NothingInSight_IsExactlyTheTablePicture) {
  const ModelAndData world(kOutOfSight, "0.01");

  const std::string image = Draw(world, 640, 480);

  const RgbImage picture = ReadPng(table_);
  EXPECT_EQ(image, std::string(picture.pixels.begin(), picture.pixels.end()));
}

TEST_F(RendererTest, Render_AnySize_HasTheTopOfTheViewInItsFirstRow) {
  // A ball in the upper half of the view, by the projection of paper section 8.3.
  const ModelAndData world("-0.235 -0.075 0.8695", "0.01");

  for (const auto& [width, height] : {std::pair{640, 480}, {224, 224}, {300, 100}}) {
    const std::string image = Draw(world, width, height);

    EXPECT_GT(Pixel(image, width, width - 1, 0)[2], 250) << width;         // blue above
    EXPECT_LT(Pixel(image, width, width - 1, height - 1)[2], 5) << width;  // black below
    EXPECT_GT(Pixel(image, width, 0, height - 1)[0], 250) << width;        // white at the left
    double u, v;
    ASSERT_GT(FindRed(image, width, height, &u, &v), 0) << width;
    EXPECT_LT(v, height / 2.0);
  }
}

TEST_F(RendererTest, Render_GroupsOfCollisionAndTable_AreNotDrawn) {
  const std::string image = Draw(ModelAndData(kOutOfSight, "0.01"), 320, 240);

  for (int y = 0; y < 240; ++y)
    for (int x = 0; x < 320; ++x) ASSERT_LE(Pixel(image, 320, x, y)[1], Pixel(image, 320, x, y)[2]) << x << "," << y;
}

// Places and pixels computed from the camera's published pose and intrinsics.
struct Projection {
  const char* position;
  double u;
  double v;
};

void PrintTo(const Projection& projection, std::ostream* stream) { *stream << projection.position; }

class RendererProjectionTest : public RendererTest, public testing::WithParamInterface<Projection> {};

TEST_P(RendererProjectionTest, Render_BallAtAKnownPlace_AppearsAtTheKnownPixel) {
  const ModelAndData world(GetParam().position, "0.006");

  for (const auto& [width, height] : {std::pair{640, 480}, {224, 224}, {1280, 960}, {400, 120}, {256, 256}}) {
    const std::string image = Draw(world, width, height);

    double u, v;
    ASSERT_GT(FindRed(image, width, height, &u, &v), 0) << width;
    EXPECT_NEAR(u * 640 / width, GetParam().u, 3) << width << "x" << height;
    EXPECT_NEAR(v * 480 / height, GetParam().v, 3) << width << "x" << height;
  }
}

INSTANTIATE_TEST_SUITE_P(PlacementGridCorners, RendererProjectionTest,
                         testing::Values(Projection{"-0.235 -0.075 0.8695", 271, 179},
                                         Projection{"-0.235 0.075 0.8695", 421, 232},
                                         Projection{"-0.085 -0.075 0.8695", 169, 283},
                                         Projection{"-0.085 0.075 0.8695", 339, 360}));

TEST_F(RendererTest, Render_OtherAspect_ShowsTheWholeNativeView) {
  // 5 mm of ball at the corner (169, 283) of 640x480: 26.4 % and 59 % of the way.
  const ModelAndData world("-0.085 -0.075 0.8695", "0.015");
  double u, v;

  const std::string native = Draw(world, 640, 480);
  const int native_count = FindRed(native, 640, 480, &u, &v);
  const std::string square = Draw(world, 224, 224);
  const int square_count = FindRed(square, 224, 224, &u, &v);

  EXPECT_NEAR(static_cast<double>(square_count) / (224 * 224), static_cast<double>(native_count) / (640 * 480), 2e-4);
}

TEST_F(RendererTest, Render_WiderFieldOfView_ShowsTheSamePlaceNearerToTheMiddle) {
  const ModelAndData world("-0.085 -0.075 0.8695", "0.006");  // at (169, 283)
  constexpr double kDegrees = 180 / 3.14159265358979;
  constexpr double kFactor = 1.5;
  world.model->cam_fovy[0] = 2 * kDegrees * std::atan(kFactor * std::tan(world.model->cam_fovy[0] / 2 / kDegrees));
  double u, v;

  for (const auto& [width, height] : {std::pair{640, 480}, {224, 224}}) {
    const std::string image = Draw(world, width, height);

    ASSERT_GT(FindRed(image, width, height, &u, &v), 0) << width;
    EXPECT_NEAR(u * 640 / width, 319.5 + (169 - 319.5) / kFactor, 3) << width;
    EXPECT_NEAR(v * 480 / height, 239.5 + (283 - 239.5) / kFactor, 3) << width;
    // The table's picture shrinks alike: its blue half still ends at half the height.
    EXPECT_GT(Pixel(image, width, width / 2, height / 2 - 3)[2], 250) << width;
    EXPECT_LT(Pixel(image, width, width / 2, height / 2 + 3)[2], 5) << width;
  }
}

TEST_F(RendererTest, Render_LightOnThePicture_DimsTheTableOnly) {
  const ModelAndData world("-0.16 0 0.9", "0.05");
  const std::string bright = Draw(world, 320, 240);

  const std::string dim = Draw(world, 320, 240, 1, {{0.5, 0.5, 0.5}, std::nullopt});

  for (std::size_t i = 0; i < bright.size(); i += 3) {
    const bool is_ball = static_cast<std::uint8_t>(bright[i]) > 100 && bright[i + 1] == 0;
    const double expected = static_cast<std::uint8_t>(bright[i + 2]) * (is_ball ? 1 : 0.5);
    ASSERT_NEAR(static_cast<std::uint8_t>(dim[i + 2]), expected, 1) << i;
    if (is_ball) {
      ASSERT_EQ(dim[i], bright[i]) << i;
    }
  }
}

TEST_F(RendererTest, Render_Overlay_ChangesTheForegroundOnlyAndIsForgottenWithTheScene) {
  const ModelAndData world("-0.16 0 0.9", "0.05");
  const std::filesystem::path green = folder_.path() / "green.png";
  std::vector<std::uint8_t> pixels;
  for (int i = 0; i < 128 * 96; ++i) pixels.insert(pixels.end(), {0, 255, 0});
  WritePng(green, 128, 96, pixels.data());
  Renderer renderer(platform_, pictures_, 1);
  std::string plain, overlaid, again;
  renderer.SetModel(world.model);
  Render(&renderer, world, 320, 240, &plain);

  renderer.SetModel(world.model, {{1, 1, 1}, TextureOverlay{green, TextureOverlay::Region::kForeground, 0.5}});
  Render(&renderer, world, 320, 240, &overlaid);
  renderer.SetModel(world.model);
  Render(&renderer, world, 320, 240, &again);

  int ball = 0;
  for (std::size_t i = 0; i < plain.size(); i += 3) {
    const bool is_ball = static_cast<std::uint8_t>(plain[i]) > 0 && plain[i + 1] == 0;
    ball += is_ball;
    if (is_ball) {
      ASSERT_EQ(static_cast<std::uint8_t>(overlaid[i + 1]), 128) << i;
    } else {
      ASSERT_EQ(overlaid.substr(i, 3), plain.substr(i, 3)) << i;
    }
  }
  EXPECT_GT(ball, 500);
  EXPECT_EQ(again, plain);
}

TEST_F(RendererTest, Render_SameScene_GivesTheSameBytesInEverySessionAndThread) {
  const ModelAndData world("-0.16 0 0.9", "0.05");
  const std::string expected = Draw(world, 224, 224);

  std::string again[2];
  std::thread threads[2];
  for (int i = 0; i < 2; ++i) {
    threads[i] = std::thread([&, i] {
      const ModelAndData own("-0.16 0 0.9", "0.05");
      for (int frame = 0; frame < 5; ++frame) again[i] = Draw(own, 224, 224);
    });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(again[0], expected);
  EXPECT_EQ(again[1], expected);
  EXPECT_EQ(Draw(world, 224, 224), expected);
}

// Mesa's software rasterisers end the process here when two threads are inside them at a time. Freed memory is
// overwritten, so that the first look into it is the end.
TEST_F(RendererTest, Render_TwelveSessionsThatComeAndGo_AllDrawTheSame) {
  constexpr int kSessions = 12;
  constexpr int kRounds = 4;  // two do not end every process that draws at the same time
  constexpr int kFrames = 10;
  const ModelAndData world(ModelAndData::Pile());
  const std::string expected = Draw(world, 128, 128);
  mallopt(M_PERTURB, 0x55);

  std::atomic<int> different = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < kSessions; ++i) {
    threads.emplace_back([&] {
      const ModelAndData own(ModelAndData::Pile());
      std::string image;
      for (int round = 0; round < kRounds; ++round) {
        Renderer renderer(platform_, pictures_, 1);
        renderer.SetModel(own.model);
        for (int frame = 0; frame < kFrames; ++frame) {
          Render(&renderer, own, 128, 128, &image);
          different += image != expected;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  mallopt(M_PERTURB, 0);
  EXPECT_EQ(different, 0);
}

TEST_F(RendererTest, Render_AfterOtherSizesAndModels_GivesTheSameBytes) {
  const ModelAndData first("-0.16 0 0.9", "0.05");
  const ModelAndData second("-0.2 0.05 0.9", "0.02");
  Renderer renderer(platform_, pictures_, 1);
  std::string expected, image;
  renderer.SetModel(first.model);
  Render(&renderer, first, 224, 224, &expected);

  Render(&renderer, first, 1280, 960, &image);
  Render(&renderer, first, 8, 8, &image);
  renderer.SetModel(second.model);
  Render(&renderer, second, 224, 224, &image);
  EXPECT_NE(image, expected);
  renderer.SetModel(first.model);
  Render(&renderer, first, 224, 224, &image);

  EXPECT_EQ(image, expected);
}

TEST_F(RendererTest, SetModel_NewModelAtTheAddressOfAnOldOne_ShowsTheNewOne) {
  const std::string expected = Draw(ModelAndData("-0.16 0 0.9", "0.02"), 64, 48);
  const ModelAndData between("-0.16 0 0.9", "0.03");
  Renderer renderer(platform_, pictures_, 1);
  std::string image;
  {
    const ModelAndData world("-0.16 0 0.9", "0.05");
    renderer.SetModel(world.model);
    Render(&renderer, world, 64, 48, &image);
    EXPECT_NE(image, expected);
    renderer.SetModel(between.model);
  }

  const ModelAndData world("-0.16 0 0.9", "0.02");
  renderer.SetModel(world.model);
  Render(&renderer, world, 64, 48, &image);

  EXPECT_EQ(image, expected);
}

TEST_F(RendererTest, SetModel_ModelThatItsMakerLetGo_IsStillDrawn) {
  ModelAndData world("-0.16 0 0.9", "0.05");
  const std::string expected = Draw(world, 64, 48);
  Renderer renderer(platform_, pictures_, 1);
  renderer.SetModel(world.model);
  const std::weak_ptr<const mjModel> model = world.model;
  world.model = nullptr;

  std::string image;
  Render(&renderer, world, 64, 48, &image);

  EXPECT_FALSE(model.expired());
  EXPECT_EQ(image, expected);
}

TEST_F(RendererTest, SetModel_MoreModelsThanAreKept_StillDrawsEachOfThem) {
  constexpr int kModels = 12;
  const auto radius = [](int i) { return std::to_string(0.01 + 0.002 * i); };
  std::vector<std::string> expected;
  for (int i = 0; i < kModels; ++i) expected.push_back(Draw(ModelAndData("-0.16 0 0.9", radius(i)), 64, 48));

  Renderer renderer(platform_, pictures_, 1);
  for (int i = 0; i < 2 * kModels; ++i) {
    const ModelAndData world("-0.16 0 0.9", radius(i % kModels));
    renderer.SetModel(world.model);
    std::string image;
    Render(&renderer, world, 64, 48, &image);

    ASSERT_EQ(image, expected[i % kModels]) << i;
  }
}

TEST_F(RendererTest, Render_Supersampled_SmoothsTheEdge) {
  const ModelAndData world("-0.16 0 0.9", "0.05");
  auto soft_pixels = [](const std::string& image) {
    int count = 0;
    for (int y = 0; y < 240; ++y) {
      for (int x = 40; x < 320; ++x) {
        const int red = Pixel(image, 320, x, y)[0];
        if (red > 30 && red < 225) ++count;
      }
    }
    return count;
  };

  EXPECT_EQ(soft_pixels(Draw(world, 320, 240, 1)), 0);
  EXPECT_GT(soft_pixels(Draw(world, 320, 240, 2)), 50);
}

// A ball of 2 cm that hangs 8 cm over the table, under a light that shines straight down.
TEST_F(RendererTest, Render_SoftShadows_DarkenTheTablesPictureBelowThingsAndNothingElse) {
  std::string xml = ModelAndData::World("-0.16 0 0.95", "0.02");
  xml.insert(xml.find("<worldbody>"), "<statistic extent='1' center='-0.16 0 0.9'/>");
  xml.insert(
      xml.find("</worldbody>"),
      "<light directional='true' pos='0 0 3' dir='0 0 -1' diffuse='.5 .5 .5' specular='0 0 0' castshadow='false'/>");
  const std::string ambient = "ambient=\"1 1 1\"";
  xml.replace(xml.find(ambient), ambient.size(), "ambient=\".3 .3 .3\"");  // what is white already has no shadow
  const ModelAndData world(xml);
  WriteTable(255);
  const std::string plain = Draw(world, 320, 240);

  std::string image;
  {
    Renderer soft(platform_, pictures_, 1, /*soft_shadows=*/true);
    soft.SetModel(world.model);
    Render(&soft, world, 320, 240, &image);
  }

  std::set<int> levels;
  int darker = 0;
  for (std::size_t i = 0; i < plain.size(); i += 3) {
    const bool is_table = plain[i] == plain[i + 1];
    const int before = static_cast<std::uint8_t>(plain[i + 1]), now = static_cast<std::uint8_t>(image[i + 1]);
    ASSERT_LE(now, before) << i;
    if (is_table && now < before) {
      ++darker;
      levels.insert(now);
    }
  }
  EXPECT_GT(darker, 100);
  EXPECT_LT(darker, 320 * 240 / 20) << "only what is below the ball";
  EXPECT_GT(levels.size(), 4u) << "its edge is soft";
  EXPECT_EQ(Draw(world, 320, 240), plain) << "whoever asks for none sees none";
}

TEST_F(RendererTest, Render_BeforeSetModel_IsAFault) {
  const ModelAndData world(kOutOfSight, "0.01");
  Renderer renderer(platform_, pictures_, 1);
  std::string image;

  EXPECT_THROW(Render(&renderer, world, 64, 48, &image), EngineFault);
}

TEST_F(RendererTest, CheckSize_OutOfLimits_NamesTheLimitAndTheField) {
  Renderer::CheckSize(8, 8, "cameras[0]");
  Renderer::CheckSize(1280, 960, "cameras[0]");

  for (const auto& [width, height, field] : {std::tuple{7, 100, "cameras[0].width"},
                                             {1281, 100, "cameras[0].width"},
                                             {100, 0, "cameras[0].height"},
                                             {100, 961, "cameras[0].height"}}) {
    try {
      Renderer::CheckSize(width, height, "cameras[0]");
      FAIL() << width << "x" << height;
    } catch (const InvalidRequest& invalid) {
      EXPECT_EQ(invalid.field(), field);
      EXPECT_NE(std::string(invalid.what()).find(width > 1000 || width < 8 ? "8 to 1280" : "8 to 960"),
                std::string::npos)
          << invalid.what();
    }
  }
}

}  // namespace
}  // namespace blindvla
