#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numbers>

#include "simulation/tests/test_scene.h"
#include "simulation/workcell.h"

namespace blindvla::testing {
namespace {

constexpr int kEpisodeSteps = 80;
constexpr double kFingerTip = 0.0155;  // m that the fingers reach beyond the gripper site
constexpr double kMaxPenetration = 0.002;

// A top-down pick and place by absolute waypoints, on the actions of the protocol and the privileged state only.
class ScriptedPick {
 public:
  explicit ScriptedPick(Simulation* simulation) : simulation_(simulation) {}

  // Carries the object to the receptacle and backs off. False when the arm did not get somewhere in time.
  bool Run() {
    const bridge::PrivilegedState start = Privileged(*simulation_);
    const bridge::Pose source = start.objects(0).pose();
    const bridge::Pose receptacle = start.objects(1).pose();
    const double grasp_height = std::max(source.position().z(), kTableHeightMeters + kFingerTip + 0.002);
    const double release_height = grasp_height + 0.012;
    const double travel_height = kTableHeightMeters + 0.12;
    Turn(LongAxis(source.orientation()) + std::numbers::pi / 2 - ClosingDirection());
    const bool reached = MoveTo(source.position().x(), source.position().y(), travel_height, 1) &&
                         MoveTo(source.position().x(), source.position().y(), grasp_height, 1) && Wait(3, -1) &&
                         MoveTo(source.position().x(), source.position().y(), travel_height, -1) &&
                         MoveTo(receptacle.position().x(), receptacle.position().y(), travel_height, -1) &&
                         MoveTo(receptacle.position().x(), receptacle.position().y(), release_height, -1) &&
                         Wait(2, 1) && MoveTo(receptacle.position().x(), receptacle.position().y(), travel_height, 1);
    return reached && Wait(3, 1);
  }

  int steps() const { return steps_; }
  double max_penetration() const { return max_penetration_; }
  double max_slip() const { return max_slip_; }

 private:
  static double Heading(const bridge::Quaternion& q, int axis) {
    const std::array<double, 4> quaternion = {q.w(), q.x(), q.y(), q.z()};
    std::array<double, 3> unit{}, direction;
    unit[axis] = 1;
    mju_rotVecQuat(direction.data(), unit.data(), quaternion.data());
    return std::atan2(direction[1], direction[0]);
  }

  static double LongAxis(const bridge::Quaternion& orientation) { return Heading(orientation, 0); }

  // Of the target, in the world: the base looks the other way.
  double ClosingDirection() const {
    return Heading(Privileged(*simulation_).gripper_target().orientation(), 1) + std::numbers::pi;
  }

  void Turn(double angle) {
    // Either finger may be on either side.
    turn_ = std::remainder(angle, std::numbers::pi);
  }

  bool MoveTo(double x, double y, double z, float gripper) {
    for (int attempt = 0; attempt < 15; ++attempt) {
      const bridge::PrivilegedState state = Privileged(*simulation_);
      const bridge::Vector3& target = state.gripper_target().position();
      const std::array<double, 3> goal = {kRobotBase.position[0] - x, kRobotBase.position[1] - y,
                                          z - kRobotBase.position[2]};
      const std::array<double, 3> delta = {goal[0] - target.x(), goal[1] - target.y(), goal[2] - target.z()};
      const double scale = std::min(1.0, 0.05 / std::max(1e-9, mju_norm3(delta.data())));
      Apply({static_cast<float>(scale * delta[0]), static_cast<float>(scale * delta[1]),
             static_cast<float>(scale * delta[2]), 0, 0, static_cast<float>(turn_), gripper});
      turn_ = 0;
      const bridge::Vector3& gripper_position = Privileged(*simulation_).gripper().position();
      if (std::hypot(gripper_position.x() - goal[0], gripper_position.y() - goal[1], gripper_position.z() - goal[2]) <
          0.003) {
        return true;
      }
    }
    return false;
  }

  bool Wait(int steps, float gripper) {
    for (int i = 0; i < steps; ++i) Apply({0, 0, 0, 0, 0, 0, gripper});
    return true;
  }

  void Apply(const std::array<float, kActionLength>& action) {
    simulation_->Step(action);
    ++steps_;
    const mjData* data = simulation_->data();
    for (int i = 0; i < data->ncon; ++i) max_penetration_ = std::max(max_penetration_, -data->contact[i].dist);
    TrackSlip();
  }

  // How far the object moved in the hand since it was first grasped.
  void TrackSlip() {
    if (!Progress(*simulation_).grasped()) {
      held_ = false;
      return;
    }
    const mjData* data = simulation_->data();
    const int site = mj_name2id(simulation_->model(), mjOBJ_SITE, "gripper");
    const int body = mj_name2id(simulation_->model(), mjOBJ_BODY, "source/root");
    std::array<double, 3> world, in_hand;
    mju_sub3(world.data(), data->xpos + 3 * body, data->site_xpos + 3 * site);
    mju_mulMatTVec(in_hand.data(), data->site_xmat + 9 * site, world.data(), 3, 3);
    if (!held_) first_in_hand_ = in_hand;
    held_ = true;
    std::array<double, 3> slip;
    mju_sub3(slip.data(), in_hand.data(), first_in_hand_.data());
    max_slip_ = std::max(max_slip_, mju_norm3(slip.data()));
  }

  Simulation* simulation_;
  double turn_ = 0;
  int steps_ = 0;
  double max_penetration_ = 0;
  double max_slip_ = 0;
  bool held_ = false;
  std::array<double, 3> first_in_hand_{};
};

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

    const bridge::TaskProgress progress = Progress(simulation);
    EXPECT_TRUE(reached);
    EXPECT_TRUE(progress.success());
    EXPECT_TRUE(progress.consecutive_grasp_ever());
    EXPECT_LE(pick.steps(), kEpisodeSteps);
    EXPECT_LT(pick.max_penetration(), kMaxPenetration);
    EXPECT_LT(pick.max_slip(), 0.005);
  }
}

INSTANTIATE_TEST_SUITE_P(Objects, PickAndPlace, ::testing::Values("carrot", "golf_ball"));

TEST(PickAndPlaceTest, Hold_OverTheGrid_NeverSucceeds) {
  Simulation simulation(Compiler());
  for (const Layout& layout : Layouts()) {
    simulation.Reset(PutOnPlate("carrot", layout.source, layout.receptacle));
    for (int step = 0; step < 5; ++step) {
      simulation.Step(kHold);
      EXPECT_FALSE(Progress(simulation).success());
    }
  }
}

}  // namespace
}  // namespace blindvla::testing
