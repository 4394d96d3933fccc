#include <gtest/gtest.h>

#include <numbers>

#include "simulation/tests/scripted_pick.h"
#include "simulation/tests/test_scene.h"

namespace blindvla::testing {
namespace {

constexpr int kEpisodeSteps = 80;
constexpr double kMaxPenetration = 0.002;
constexpr double kMaxSlip = 0.003;

struct Layout {
  PlanarPose source;
  PlanarPose receptacle;
};

double Grid(int index, double centre) { return centre - 0.075 + 0.03 * index; }

// Sources all over the 6x6 grid, each with a receptacle far enough away and another yaw.
std::vector<Layout> Layouts() {
  std::vector<Layout> layouts;
  for (int cell = 0; cell < 36; cell += 2) {
    const int column = cell % 6, row = cell / 6;
    const int other_column = (column + 3) % 6, other_row = (row + 2) % 6;
    layouts.push_back({{Grid(column, -0.16), Grid(row, 0), (cell / 2) % 4 * std::numbers::pi / 4},
                       {Grid(other_column, -0.16), Grid(other_row, 0)}});
  }
  return layouts;
}

class PickAndPlace : public ::testing::TestWithParam<const char*> {};

TEST_P(PickAndPlace, ScriptedTopDownPick_OverTheGrid_SucceedsAndHoldsFirmly) {
  Simulation simulation(Compiler());
  for (const Layout& layout : Layouts()) {
    SCOPED_TRACE(::testing::Message() << "source at " << layout.source.x << ", " << layout.source.y << " yaw "
                                      << layout.source.yaw);
    simulation.Reset(PutOnPlate(GetParam(), layout.source, layout.receptacle));
    ScriptedPick pick(&simulation);

    const bool reached = pick.Run();

    const TaskProgress progress = Progress(simulation);
    EXPECT_TRUE(reached);
    EXPECT_TRUE(progress.success);
    EXPECT_TRUE(Measured(progress, "consecutive_grasp"));
    EXPECT_LE(pick.steps(), kEpisodeSteps);
    EXPECT_LT(pick.max_penetration(), kMaxPenetration);
    EXPECT_LT(pick.max_slip(), kMaxSlip);
  }
}

INSTANTIATE_TEST_SUITE_P(Objects, PickAndPlace, ::testing::Values("carrot", "golf_ball"));

TEST(PickAndPlaceTest, Hold_OverTheGrid_NeverSucceeds) {
  Simulation simulation(Compiler());
  for (const Layout& layout : Layouts()) {
    simulation.Reset(PutOnPlate("carrot", layout.source, layout.receptacle));
    for (int step = 0; step < 5; ++step) {
      simulation.Step(kHoldAction);
      EXPECT_FALSE(Progress(simulation).success);
    }
  }
}

}  // namespace
}  // namespace blindvla::testing
