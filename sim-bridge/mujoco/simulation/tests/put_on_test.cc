#include "simulation/tasks/put_on.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <memory>
#include <numbers>

#include "control/engine.h"
#include "simulation/measurements.h"

namespace blindvla {
namespace {

using Vector = std::array<double, 3>;

constexpr Vector kObject = {0.06, 0.016, 0.02};
constexpr Vector kPlate = {0.055, 0.055, 0.003};
constexpr Vector kPlateAt = {-0.1, 0.05, 0.87};
constexpr double kFirm = 1;  // N

Vector Above(double dx, double dz) { return {kPlateAt[0] + dx, kPlateAt[1], kPlateAt[2] + dz}; }

bool On(const Vector& object, double force = kFirm) { return IsOn(object, kObject, kPlateAt, kPlate, force); }

TEST(PutOnTest, IsOn_HorizontalLimit_IsLargestHalfExtentPlusOneCentimetre) {
  EXPECT_TRUE(On(Above(0.0649, 0.02)));
  EXPECT_FALSE(On(Above(0.0651, 0.02)));
}

TEST(PutOnTest, IsOn_VerticalLimits_AreAboveTheOriginAndFiveCentimetresOfGap) {
  EXPECT_FALSE(On(Above(0, 0)));
  EXPECT_TRUE(On(Above(0, 0.001)));
  EXPECT_TRUE(On(Above(0, 0.0729)));
  EXPECT_FALSE(On(Above(0, 0.0731)));
}

TEST(PutOnTest, IsOn_Contact_MustExceedThreeHundredthsOfANewton) {
  EXPECT_FALSE(On(Above(0, 0.02), 0.03));
  EXPECT_TRUE(On(Above(0, 0.02), 0.031));
}

TEST(PutOnTest, IsPressed_Force_MustReachHalfANewton) {
  EXPECT_TRUE(IsPressed({0, 0.5, 0}, {0, 1, 0}));
  EXPECT_FALSE(IsPressed({0, 0.49, 0}, {0, 1, 0}));
  EXPECT_FALSE(IsPressed({0, 0, 0}, {0, 1, 0}));
}

TEST(PutOnTest, IsPressed_Direction_MustBeWithin85DegreesOfOpening) {
  const auto at = [](double degrees) {
    const double angle = degrees * std::numbers::pi / 180;
    return Vector{10 * std::sin(angle), 10 * std::cos(angle), 0};
  };
  EXPECT_TRUE(IsPressed(at(84.9), {0, 1, 0}));
  EXPECT_FALSE(IsPressed(at(85.1), {0, 1, 0}));
  EXPECT_FALSE(IsPressed(at(180), {0, 1, 0}));
}

TEST(PutOnTest, WorldHalfExtents_TurnedBox_IsTheBoxAroundIt) {
  const double half = std::numbers::pi / 8;  // 45 degrees about z
  const Vector extents = WorldHalfExtents({-1, -2, 0}, {3, 2, 1}, {std::cos(half), 0, 0, std::sin(half)});

  EXPECT_NEAR(extents[0], 4 / std::sqrt(2), 1e-12);
  EXPECT_NEAR(extents[1], 4 / std::sqrt(2), 1e-12);
  EXPECT_NEAR(extents[2], 0.5, 1e-12);
}

TEST(PutOnTest, HorizontalDistance_IgnoresHeight) {
  EXPECT_DOUBLE_EQ(HorizontalDistance({0, 0, 5}, {0.3, 0.4, -5}), 0.5);
}

TEST(PutOnTest, ContactForce_BoxOnBox_IsItsWeightAndActsUpwardsOnTheUpperOne) {
  constexpr const char* kXml = R"(
    <mujoco>
      <worldbody>
        <geom type="plane" size="1 1 .1"/>
        <body name="lower" pos="0 0 .1"><freejoint/><geom type="box" size=".1 .1 .1" mass="1"/></body>
        <body name="upper" pos="0 0 .3"><freejoint/><geom type="box" size=".1 .1 .1" mass="2"/></body>
      </worldbody>
    </mujoco>)";
  const auto files = std::make_unique<mjVFS>();
  mj_defaultVFS(files.get());
  mj_makeEmptyFileVFS(files.get(), "boxes.xml", static_cast<int>(std::strlen(kXml)));
  std::memcpy(files->filedata[0], kXml, std::strlen(kXml));
  const ModelPtr model(mj_loadXML("boxes.xml", files.get(), nullptr, 0));
  mj_deleteVFS(files.get());
  ASSERT_NE(model, nullptr);
  const DataPtr data(mj_makeData(model.get()));
  for (int i = 0; i < 1000; ++i) mj_step(model.get(), data.get());
  mj_forward(model.get(), data.get());
  const int lower = mj_name2id(model.get(), mjOBJ_BODY, "lower"), upper = mj_name2id(model.get(), mjOBJ_BODY, "upper");

  EXPECT_NEAR(ContactForce(*model, *data, lower, upper)[2], 2 * 9.81, 0.05);
  EXPECT_NEAR(ContactForce(*model, *data, upper, lower)[2], -2 * 9.81, 0.05);
  EXPECT_NEAR(ContactForce(*model, *data, 0, lower)[2], 3 * 9.81, 0.05);
  EXPECT_EQ(ContactForce(*model, *data, 0, upper), Vector{});
}

}  // namespace
}  // namespace blindvla
