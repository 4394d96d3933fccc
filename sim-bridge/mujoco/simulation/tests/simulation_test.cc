#include "simulation/simulation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <thread>

#include "simulation/errors.h"
#include "simulation/scene_request.h"
#include "simulation/tests/test_scene.h"
#include "simulation/workcell.h"

namespace blindvla::testing {
namespace {

constexpr PlanarPose kSource = {-0.205, 0.015, 0.8};
constexpr PlanarPose kReceptacle = {-0.115, -0.045};

std::array<float, kActionLength> Wave(int step) {
  const float phase = 0.7f * static_cast<float>(step);
  return {0.02f * std::sin(phase),    0.02f * std::cos(phase), -0.012f, 0.05f * std::sin(phase), 0, 0.1f,
          step % 8 < 4 ? 1.0f : -1.0f};
}

// Every position, velocity and contact count along an episode.
std::vector<double> Trajectory(Simulation* simulation, const Scene& scene, int steps) {
  simulation->Reset(scene);
  std::vector<double> trajectory;
  for (int step = 0; step < steps; ++step) {
    simulation->Step(Wave(step));
    const mjData* data = simulation->data();
    trajectory.insert(trajectory.end(), data->qpos, data->qpos + simulation->model()->nq);
    trajectory.insert(trajectory.end(), data->qvel, data->qvel + simulation->model()->nv);
    trajectory.push_back(data->ncon);
  }
  return trajectory;
}

TEST(SimulationTest, Reset_PutsTheArmAtItsStartAndTheClockAtZero) {
  Simulation simulation(Compiler());
  simulation.Reset(PutOnPlate("carrot", kSource, kReceptacle));

  const std::array<float, kStateLength> state = simulation.State();
  for (int i = 0; i < kArmJoints; ++i) EXPECT_FLOAT_EQ(state[i], static_cast<float>(kStartJoints[i]));
  EXPECT_FLOAT_EQ(state[6], 0.037f);
  for (int i = 0; i < 3; ++i) EXPECT_NEAR(state[7 + i], kStartGripper[i], 1e-4);
  EXPECT_EQ(simulation.time_seconds(), 0);
}

TEST(SimulationTest, Reset_StartOfTheGripper_IsTheBenchmarksInTheWorld) {
  Simulation simulation(Compiler());
  simulation.Reset(PutOnPlate("carrot", kSource, kReceptacle));
  const int site = mj_name2id(simulation.model().get(), mjOBJ_SITE, "gripper");
  const std::array<double, 3> expected = {-0.1451, 0.0341, 1.0053};
  for (int i = 0; i < 3; ++i) EXPECT_NEAR(simulation.data()->site_xpos[3 * site + i], expected[i], 1e-4);
}

TEST(SimulationTest, Reset_DroppedObjects_RestOnTheTableWhereTheyWereDropped) {
  Simulation simulation(Compiler());
  simulation.Reset(PutOnPlate("carrot", kSource, kReceptacle));

  const PrivilegedState privileged = Privileged(simulation);
  ASSERT_EQ(privileged.objects.size(), 2u);
  EXPECT_EQ(privileged.objects[0].id, "source");
  EXPECT_NEAR(privileged.objects[0].pose.position[0], kSource.x, 0.002);
  EXPECT_NEAR(privileged.objects[0].pose.position[1], kSource.y, 0.002);
  EXPECT_NEAR(privileged.objects[0].pose.position[2], kTableHeightMeters + 0.0165, 0.001);
  EXPECT_NEAR(privileged.objects[1].pose.position[2], kTableHeightMeters, 0.001);
  for (int dof = kRobotJoints; dof < simulation.model()->nv; ++dof) EXPECT_NEAR(simulation.data()->qvel[dof], 0, 0.02);
}

TEST(SimulationTest, Reset_ObjectUnderTheArm_FallsThroughItWhileSettling) {
  Simulation simulation(Compiler());
  Scene scene = PutOnPlate("golf_ball", {-0.1451, 0.0341}, {-0.25, -0.09});
  scene.objects[0].pose.position[2] = 1.1;
  simulation.Reset(scene);

  EXPECT_NEAR(Privileged(simulation).objects[0].pose.position[0], -0.1451, 0.001);
  EXPECT_NEAR(Privileged(simulation).objects[0].pose.position[2], kTableHeightMeters + 0.0153, 0.001);
}

TEST(SimulationTest, Step_Hold_ArmStaysThoughItHasWeight) {
  Simulation simulation(Compiler());
  simulation.Reset(PutOnPlate("carrot", kSource, kReceptacle));
  for (int step = 0; step < 20; ++step) simulation.Step(kHoldAction);

  const std::array<float, kStateLength> state = simulation.State();
  for (int i = 0; i < kArmJoints; ++i) EXPECT_NEAR(state[i], kStartJoints[i], 1e-4);
  EXPECT_NEAR(simulation.time_seconds(), 20 * kControlPeriodSeconds, 1e-9);
}

TEST(SimulationTest, Step_Delta_MovesAsTheOverdampedDrivesDo) {
  Simulation simulation(Compiler());
  simulation.Reset(PutOnPlate("carrot", kSource, kReceptacle));
  const double start = Privileged(simulation).gripper.position[2];
  const double waist = simulation.data()->qpos[0];
  std::array<float, kActionLength> action = kHoldAction;
  action[5] = 0.1f;
  action[2] = 0.05f;
  simulation.Step(action);
  EXPECT_GT(Privileged(simulation).gripper.position[2], start + 0.5 * 0.05);
  EXPECT_LT(Privileged(simulation).gripper.position[2], start + 0.9 * 0.05);
  for (int step = 0; step < 10; ++step) simulation.Step(kHoldAction);

  EXPECT_NEAR(Privileged(simulation).gripper.position[2], start + 0.05, 2e-4);
  EXPECT_NEAR(Privileged(simulation).gripper_target.position[2], start + 0.05, 1e-6);
  EXPECT_NEAR(simulation.data()->qpos[0], waist, 0.01);
}

double DeepestContact(const mjData& data) {
  double depth = 0;
  for (int i = 0; i < data.ncon; ++i) depth = std::max(depth, -data.contact[i].dist);
  return depth;
}

TEST(SimulationTest, Step_PressingIntoTheTable_StopsAtItsSurface) {
  Simulation simulation(Compiler());
  simulation.Reset(PutOnPlate("carrot", {-0.25, -0.1}, {-0.05, -0.1}));
  std::array<float, kActionLength> down = kHoldAction;
  down[2] = -0.05f;
  for (int step = 0; step < 8; ++step) {
    simulation.Step(down);
    EXPECT_LT(DeepestContact(*simulation.data()), 0.001);
  }
}

TEST(SimulationTest, Step_PressingAnObjectOnTheTable_DoesNotPushItThrough) {
  Simulation simulation(Compiler());
  simulation.Reset(PutOnPlate("carrot", {-0.25, -0.1}, {-0.1451, 0.0341}));
  std::array<float, kActionLength> press = kHoldAction;
  press[2] = -0.05f;
  press[6] = -1;
  for (int step = 0; step < 8; ++step) {
    simulation.Step(press);
    EXPECT_LT(DeepestContact(*simulation.data()), 0.003);
  }
}

TEST(SimulationTest, Step_Gripper_ClosesToItsStops) {
  Simulation simulation(Compiler());
  simulation.Reset(PutOnPlate("carrot", kSource, kReceptacle));
  std::array<float, kActionLength> close = kHoldAction;
  close[6] = -1;
  for (int step = 0; step < 15; ++step) simulation.Step(close);
  EXPECT_NEAR(simulation.data()->qpos[kArmJoints], 0.015, 2e-4);
  for (int step = 0; step < 15; ++step) simulation.Step(kHoldAction);
  EXPECT_NEAR(simulation.data()->qpos[kArmJoints], 0.037, 2e-4);
  EXPECT_NEAR(simulation.data()->qpos[kArmJoints + 1], simulation.data()->qpos[kArmJoints], 1e-4);
}

TEST(SimulationTest, SameSceneSameActions_AfterAnotherEpisode_GivesIdenticalBits) {
  const Scene scene = PutOnPlate("carrot", kSource, kReceptacle);
  Simulation fresh(Compiler());
  const std::vector<double> expected = Trajectory(&fresh, scene, 30);

  Simulation used(Compiler());
  Trajectory(&used, PutOnPlate("carrot", {-0.1, 0.06, 2}, {-0.22, 0.0}), 20);
  EXPECT_EQ(Trajectory(&used, scene, 30), expected);
  Trajectory(&used, PutOnPlate("golf_ball", {-0.1, 0.06}, {-0.22, 0.0}), 20);
  EXPECT_EQ(Trajectory(&used, scene, 30), expected);
}

TEST(SimulationTest, SameSceneSameActions_OnTwoThreadsAndOwnCompiler_GivesIdenticalBits) {
  const Scene scene = PutOnPlate("carrot", kSource, kReceptacle);
  Simulation first(Compiler()), second(Compiler()), third(Assets());
  std::vector<double> one, two;
  std::thread other([&] { one = Trajectory(&first, scene, 20); });
  two = Trajectory(&second, scene, 20);
  other.join();

  EXPECT_EQ(one, two);
  EXPECT_EQ(Trajectory(&third, scene, 20), two);
}

TEST(SimulationTest, Model_SameObjects_KeepsItsIdentity) {
  Simulation simulation(Compiler());
  EXPECT_FALSE(simulation.has_scene());
  simulation.Reset(PutOnPlate("carrot", kSource, kReceptacle));
  const std::shared_ptr<const mjModel> model = simulation.model();
  simulation.Reset(PutOnPlate("carrot", kReceptacle, kSource));
  EXPECT_EQ(simulation.model(), model);
  simulation.Reset(PutOnPlate("golf_ball", kSource, kReceptacle));
  EXPECT_NE(simulation.model(), model);
}

TEST(SimulationTest, Progress_ObjectDroppedOnTheReceptacle_IsSuccess) {
  Simulation simulation(Compiler());
  Scene scene = PutOnPlate("golf_ball", kReceptacle, kReceptacle);
  scene.objects[0].pose.position[2] = 1.0;
  simulation.Reset(scene);

  const TaskProgress progress = Progress(simulation);
  EXPECT_TRUE(progress.success);
  EXPECT_TRUE(Measured(progress, "touches_at_end"));
  EXPECT_LT(Measured(progress, "final_distance"), 0.02);
  EXPECT_FALSE(Measured(progress, "grasped"));
}

TEST(SimulationTest, Progress_Apart_SaysHowFar) {
  Simulation simulation(Compiler());
  simulation.Reset(PutOnPlate("carrot", kSource, kReceptacle));

  const TaskProgress progress = Progress(simulation);
  EXPECT_FALSE(progress.success);
  EXPECT_FALSE(Measured(progress, "touches_at_end"));
  EXPECT_NEAR(Measured(progress, "final_distance"), std::hypot(kSource.x - kReceptacle.x, kSource.y - kReceptacle.y),
              0.003);
  EXPECT_EQ(Measured(progress, "max_lift"), 0);
}

TEST(SimulationTest, Step_UnstableState_IsAFaultThatSaysWhy) {
  Simulation simulation(Compiler());
  simulation.Reset(PutOnPlate("carrot", kSource, kReceptacle));
  simulation.data()->qvel[kRobotJoints] = std::nan("");
  try {
    simulation.Step(kHoldAction);
    FAIL() << "expected an EngineFault";
  } catch (const EngineFault& fault) {
    EXPECT_NE(std::string(fault.what()).find("QVEL"), std::string::npos) << fault.what();
  }
}

TEST(SimulationTest, Reset_AsManyObjectsAsAllowed_FitsTheContactBuffers) {
  Simulation simulation(Compiler());
  Scene scene = PutOnPlate("carrot", {-0.3, -0.2}, {-0.3, 0.2});
  for (std::uint32_t i = 2; i < kMaxObjects; ++i) {
    ObjectPlacement extra = scene.objects[i % 2];
    extra.id = "extra" + std::to_string(i);
    extra.pose.position[2] = 1.1;
    scene.objects.push_back(extra);
  }
  ASSERT_NO_THROW(simulation.Reset(scene));
  EXPECT_NO_THROW(simulation.Step(kHoldAction));
}

TEST(SimulationTest, Reset_PlacementsThatOverlap_ArePartedWithoutBeingFlung) {
  Simulation simulation(Compiler());
  // The carrot's end reaches 2 cm into the plate, both at the same height.
  simulation.Reset(PutOnPlate("carrot", {-0.2, 0}, {-0.11, 0}));

  const PrivilegedState privileged = Privileged(simulation);
  EXPECT_NEAR(privileged.objects[0].pose.position[0], -0.2, 0.03);
  EXPECT_NEAR(privileged.objects[1].pose.position[0], -0.11, 0.03);
  EXPECT_NEAR(privileged.objects[1].pose.position[1], 0, 0.01);
  EXPECT_LT(DeepestContact(*simulation.data()), 0.001);
  EXPECT_FALSE(Progress(simulation).success);
}

TEST(SimulationTest, Step_RollingBall_ComesToRestNearby) {
  Simulation simulation(Compiler());
  simulation.Reset(PutOnPlate("golf_ball", kSource, kReceptacle));
  simulation.data()->qvel[kRobotJoints] = -0.1;
  for (int step = 0; step < 20; ++step) simulation.Step(kHoldAction);

  EXPECT_NEAR(simulation.data()->qvel[kRobotJoints], 0, 0.002);
  EXPECT_NEAR(Privileged(simulation).objects[0].pose.position[0], kSource.x - 0.05, 0.03);
}

TEST(SimulationTest, Step_Latency_AppliesEveryActionExactlySoManyStepsLater) {
  constexpr int kLatency = 3;
  Scene scene = PutOnPlate("carrot", kSource, kReceptacle);
  scene.finger_position = 0.026;  // half open: a gripper of 0
  Simulation prompt(Compiler()), late(Compiler());
  prompt.Reset(scene);
  scene.action_latency_steps = kLatency;
  late.Reset(scene);

  for (int step = 0; step < 12; ++step) {
    late.Step(Wave(step));
    const auto applied = late.applied_action();
    if (step < kLatency) {
      for (int i = 0; i < kActionLength; ++i) EXPECT_NEAR(applied[i], 0, 1e-6) << step;
    } else {
      const auto due = Wave(step - kLatency);
      EXPECT_TRUE(std::equal(applied.begin(), applied.end(), due.begin())) << step;
    }
    prompt.Step(applied);
    EXPECT_EQ(Positions(late), Positions(prompt)) << step;
  }
}

TEST(SimulationTest, Step_LatencyNotYetOver_ArmAndGripperStay) {
  Scene scene = PutOnPlate("carrot", kSource, kReceptacle);
  scene.finger_position = 0.02;
  scene.action_latency_steps = 5;
  Simulation simulation(Compiler());
  simulation.Reset(scene);
  for (int step = 0; step < 5; ++step) simulation.Step(std::array<float, kActionLength>{0, 0, 0.05f, 0, 0, 0, 1});

  for (int i = 0; i < kArmJoints; ++i) EXPECT_NEAR(simulation.data()->qpos[i], kStartJoints[i], 1e-4);
  EXPECT_NEAR(simulation.data()->qpos[kArmJoints], 0.02, 1e-4);
}

MoveObject* AddMove(std::uint32_t step, const PlanarPose& pose, double height, Scene* scene) {
  return &scene->events.emplace_back(MoveObject{step, "source", Pose{{pose.x, pose.y, height}}, 0});
}

TEST(SimulationTest, Step_MoveObject_PutsItThereAtThatStepAndTakesNoEpisodeTime) {
  constexpr PlanarPose kElsewhere = {-0.26, 0.09};
  Scene scene = PutOnPlate("carrot", kSource, kReceptacle);
  Simulation still(Compiler()), moved(Compiler());
  still.Reset(scene);
  AddMove(2, kElsewhere, 1.0, &scene)->settle_substeps = 50;
  moved.Reset(scene);
  EXPECT_EQ(Positions(moved), Positions(still));

  for (int step = 0; step < 2; ++step) {
    still.Step(kHoldAction);
    moved.Step(kHoldAction);
    EXPECT_EQ(Positions(moved), Positions(still)) << step;
  }
  still.Step(kHoldAction);
  moved.Step(kHoldAction);

  const PrivilegedState privileged = Privileged(moved);
  EXPECT_NEAR(privileged.objects[0].pose.position[0], kElsewhere.x, 0.005);
  EXPECT_NEAR(privileged.objects[0].pose.position[1], kElsewhere.y, 0.005);
  EXPECT_NEAR(privileged.objects[0].pose.position[2], kTableHeightMeters + 0.0165, 0.002);
  EXPECT_NEAR(privileged.objects[1].pose.position[0], kReceptacle.x, 0.003);
  for (int i = 0; i < kArmJoints; ++i) EXPECT_NEAR(moved.data()->qpos[i], kStartJoints[i], 1e-4);
  EXPECT_EQ(moved.time_seconds(), still.time_seconds());
  EXPECT_EQ(moved.steps(), 3);
}

TEST(SimulationTest, Step_MoveObject_SettlesForAsLongAsAsked) {
  Scene scene = PutOnPlate("carrot", kSource, kReceptacle);
  MoveObject* move = AddMove(0, {-0.26, 0.09}, 1.5, &scene);
  Simulation simulation(Compiler());
  const auto height_after_a_step = [&] {
    simulation.Reset(scene);
    simulation.Step(kHoldAction);
    return Privileged(simulation).objects[0].pose.position[2];
  };

  EXPECT_NEAR(height_after_a_step(), 1.5 - 0.5 * 9.81 * 0.2 * 0.2, 0.005);
  move->settle_substeps = 50;
  EXPECT_NEAR(height_after_a_step(), 1.5 - 0.5 * 9.81 * 0.3 * 0.3, 0.005);
}

TEST(SimulationTest, Step_MoveObjectTwice_HappensOnceEach) {
  Scene scene = PutOnPlate("carrot", kSource, kReceptacle);
  AddMove(1, {-0.1, 0.07}, 0.95, &scene);
  AddMove(3, {-0.25, 0.07}, 0.95, &scene);
  Simulation simulation(Compiler());
  simulation.Reset(scene);
  std::vector<double> places;
  for (int step = 0; step < 5; ++step) {
    simulation.Step(kHoldAction);
    places.push_back(Privileged(simulation).objects[0].pose.position[0]);
  }

  const std::array<double, 5> expected = {kSource.x, -0.1, -0.1, -0.25, -0.25};
  for (int step = 0; step < 5; ++step) EXPECT_NEAR(places[step], expected[step], 0.006) << step;
}

double SlidingFriction(Simulation& simulation, int object) {
  const int table = mj_name2id(simulation.model().get(), mjOBJ_GEOM, "table");
  const int body = mj_name2id(simulation.model().get(), mjOBJ_BODY, object == 0 ? "source/root" : "receptacle/root");
  for (int i = 0; i < simulation.data()->ncon; ++i) {
    const mjContact& contact = simulation.data()->contact[i];
    for (const auto& [one, other] : {std::pair{contact.geom1, contact.geom2}, {contact.geom2, contact.geom1}}) {
      if (one == table && simulation.model()->geom_bodyid[other] == body) return contact.friction[0];
    }
  }
  return -1;
}

TEST(SimulationTest, FrictionFactor_ScalesTheObjectsContactsAndNoOthers) {
  Scene scene = PutOnPlate("carrot", kSource, kReceptacle);
  scene.objects[1].friction_factor = 0.5;
  Simulation simulation(Compiler());
  simulation.Reset(scene);

  EXPECT_DOUBLE_EQ(SlidingFriction(simulation, 0), 0.65);
  EXPECT_DOUBLE_EQ(SlidingFriction(simulation, 1), 0.325);
}

TEST(SimulationTest, FrictionFactor_Half_SlidesTwiceAsFar) {
  Scene scene = PutOnPlate("carrot", {-0.25, 0.09}, {-0.115, -0.045});
  Simulation simulation(Compiler());
  const auto slide = [&] {
    simulation.Reset(scene);
    const double start = Privileged(simulation).objects[1].pose.position[0];
    simulation.data()->qvel[kRobotJoints + 6] = -0.5;
    simulation.Step(kHoldAction);
    return start - Privileged(simulation).objects[1].pose.position[0];
  };

  const double far = slide();
  scene.objects[1].friction_factor = 0.5;

  EXPECT_NEAR(far, 0.5 * 0.5 / (2 * 0.65 * 9.81), 0.003);
  EXPECT_NEAR(slide() / far, 2, 0.2);
}

TEST(SimulationTest, FrictionFactor_One_GivesIdenticalBits) {
  Scene scene = PutOnPlate("carrot", kSource, kReceptacle);
  Simulation simulation(Compiler());
  const std::vector<double> expected = Trajectory(&simulation, scene, 15);
  scene.objects[0].friction_factor = 1;

  EXPECT_EQ(Trajectory(&simulation, scene, 15), expected);
}

TEST(SimulationTest, Scale_ObjectRestsAtItsNewHeight) {
  Scene scene = PutOnPlate("carrot", kSource, kReceptacle);
  scene.objects[0].scale = 1.5;
  Simulation simulation(Compiler());
  simulation.Reset(scene);

  EXPECT_NEAR(Privileged(simulation).objects[0].pose.position[2], kTableHeightMeters + 1.5 * 0.0165, 0.001);
  EXPECT_NEAR(Privileged(simulation).objects[0].bounding_box_max[2], 1.5 * 0.0165, 1e-9);
}

TEST(SimulationTest, ChangedEpisode_BetweenTwoPlainOnes_LeavesNoTrace) {
  const Scene plain = PutOnPlate("carrot", kSource, kReceptacle);
  Scene changed = plain;
  changed.objects[0].mass_factor = 4;
  changed.objects[0].friction_factor = 0.3;
  changed.objects[1].color_factor = Color{1, 0, 0};
  changed.action_latency_steps = 2;
  AddMove(1, {-0.1, 0.07}, 0.95, &changed);
  Simulation simulation(Compiler()), other(Compiler());
  const std::vector<double> expected = Trajectory(&simulation, plain, 15);

  EXPECT_NE(Trajectory(&simulation, changed, 15), expected);
  EXPECT_EQ(Trajectory(&other, plain, 15), expected);
  EXPECT_EQ(Trajectory(&simulation, plain, 15), expected);
}

// What the drives were told last.
std::array<DriveTarget, kRobotJoints> ToldDrives(Simulation* simulation) {
  const ArmAddresses arm = ArmAddresses::Of(*simulation->model(), kRobotBase);
  std::array<DriveTarget, kRobotJoints> drives;
  for (int i = 0; i < kRobotJoints; ++i) drives[i] = {simulation->data()->ctrl[arm.actuator[i]], true};
  return drives;
}

TEST(SimulationTest, Drive_TargetsOfAnAction_IsTheSameMotion) {
  Simulation stepped(Compiler()), driven(Compiler());
  const Scene scene = PutOnPlate("carrot", kSource, kReceptacle);
  stepped.Reset(scene);
  driven.Reset(scene);
  for (int step = 0; step < 3; ++step) {
    stepped.Step(Wave(step));
    const std::array<DriveTarget, kRobotJoints> drives = ToldDrives(&stepped);
    for (int i = 0; i < kSubstepsPerControlStep; ++i) driven.Drive(drives);
    EXPECT_EQ(Positions(driven), Positions(stepped)) << "step " << step;
    EXPECT_EQ(driven.steps(), stepped.steps());
    EXPECT_EQ(Progress(driven).measures, Progress(stepped).measures);
  }
}

TEST(SimulationTest, Drive_AnOffJoint_FallsAndTheOthersHold) {
  Simulation simulation(Compiler());
  simulation.Reset(PutOnPlate("carrot", kSource, kReceptacle));
  std::array<DriveTarget, kRobotJoints> drives = ToldDrives(&simulation);
  const std::array<JointReading, kRobotJoints> before = simulation.Joints();
  drives[1].is_on = false;  // the shoulder
  for (int i = 0; i < 5 * kSubstepsPerControlStep; ++i) simulation.Drive(drives);
  const std::array<JointReading, kRobotJoints> after = simulation.Joints();
  EXPECT_GT(after[1].position, before[1].position + 0.005);
  EXPECT_NEAR(after[2].position, before[2].position, 0.002);
}

TEST(SimulationTest, Joints_DriveBesideItsTarget_PullsTowardsIt) {
  Simulation simulation(Compiler());
  simulation.Reset(PutOnPlate("carrot", kSource, kReceptacle));
  std::array<DriveTarget, kRobotJoints> drives = ToldDrives(&simulation);
  drives[0].position += 0.5;
  simulation.Drive(drives);
  EXPECT_GT(simulation.Joints()[0].force, 0);
  EXPECT_GT(simulation.Joints()[0].velocity, 0);
  EXPECT_NEAR(simulation.Joints()[1].force, 0, 1);
}

}  // namespace
}  // namespace blindvla::testing
