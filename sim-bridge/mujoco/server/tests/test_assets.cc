#include "server/tests/test_assets.h"

#include <array>
#include <fstream>
#include <string>
#include <vector>

#include "rendering/png_file.h"

namespace blindvla {
namespace {

constexpr char kBlock[] = R"(v -.02 -.02 -.02
v .02 -.02 -.02
v .02 .02 -.02
v -.02 .02 -.02
v -.02 -.02 .02
v .02 -.02 .02
v .02 .02 .02
v -.02 .02 .02
f 1 3 2
f 1 4 3
f 5 6 7
f 5 7 8
f 1 2 6
f 1 6 5
f 2 3 7
f 2 7 6
f 3 4 8
f 3 8 7
f 4 1 5
f 4 5 8
)";

constexpr char kCarrot[] = R"(<mujoco model="carrot">
  <worldbody><body name="carrot"><freejoint/>
    <geom type="box" size=".05 .015 .015" group="1" contype="0" conaffinity="0" mass="0" rgba="1 .4 0 1"/>
    <geom type="box" size=".05 .015 .015" group="3" density="700"/>
  </body></worldbody>
  <custom><numeric name="bounding_box_min" data="-.05 -.015 -.015"/><numeric name="bounding_box_max" data=".05 .015 .015"/></custom>
</mujoco>
)";

constexpr char kPlate[] = R"(<mujoco model="plate">
  <worldbody><body name="plate"><freejoint/>
    <geom type="cylinder" size=".08 .005" group="1" contype="0" conaffinity="0" mass="0" rgba=".9 .9 1 1"/>
    <geom type="cylinder" size=".08 .005" group="3" density="1000"/>
  </body></worldbody>
  <custom><numeric name="bounding_box_min" data="-.08 -.08 -.005"/><numeric name="bounding_box_max" data=".08 .08 .005"/></custom>
</mujoco>
)";

// Small and bright, for finding in a picture.
constexpr char kBeacon[] = R"(<mujoco model="beacon">
  <asset><material name="lamp" rgba="1 0 0 1" emission="1" specular="0"/></asset>
  <worldbody><body name="beacon"><freejoint/>
    <geom type="box" size=".006 .006 .006" group="1" contype="0" conaffinity="0" mass="0" material="lamp"/>
    <geom type="box" size=".006 .006 .006" group="3" density="1000"/>
  </body></worldbody>
  <custom><numeric name="bounding_box_min" data="-.006 -.006 -.006"/><numeric name="bounding_box_max" data=".006 .006 .006"/></custom>
</mujoco>
)";

void WriteText(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path) << text;
}

void WriteTable(const std::filesystem::path& path, const std::array<std::uint8_t, 3>& colour) {
  std::filesystem::create_directories(path.parent_path());
  std::vector<std::uint8_t> pixels;
  for (int i = 0; i < 640 * 480; ++i) pixels.insert(pixels.end(), colour.begin(), colour.end());
  WritePng(path, 640, 480, pixels.data());
}

// Stripes of red and black, upright.
void WriteStripes(const std::filesystem::path& path) {
  constexpr int kWidth = 1280, kHeight = 960, kStripe = 160;
  std::filesystem::create_directories(path.parent_path());
  std::vector<std::uint8_t> pixels;
  for (int i = 0; i < kWidth * kHeight; ++i)
    pixels.insert(pixels.end(), {static_cast<std::uint8_t>(i % kWidth / kStripe % 2 == 0 ? 255 : 0), 0, 0});
  WritePng(path, kWidth, kHeight, pixels.data());
}

}  // namespace

TestAssets::TestAssets() {
  const std::filesystem::path root = folder_.path();
  for (const char* mesh : {"base", "shoulder", "upper_arm", "upper_forearm", "lower_forearm", "wrist", "gripper",
                           "gripper_bar", "finger_left", "finger_right"}) {
    WriteText(root / "robot" / "meshes" / (std::string(mesh) + ".obj"), kBlock);
  }
  std::filesystem::copy_file(BLINDVLA_ROBOT_MODEL, root / "robot" / "wx250s.xml");
  WriteText(root / "objects" / "carrot" / "carrot.xml", kCarrot);
  WriteText(root / "objects" / "beacon" / "beacon.xml", kBeacon);
  WriteText(root / "objects" / "plate" / "plate.xml", kPlate);
  WriteTable(root / "tables" / "grey.png", {128, 128, 128});
  WriteTable(root / "tables" / "blue.png", {0, 0, 255});
  WriteStripes(root / "textures" / "stripes.png");
}

}  // namespace blindvla
