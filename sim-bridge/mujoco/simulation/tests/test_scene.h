#ifndef BLINDVLA_SIMULATION_TESTS_TEST_SCENE_H_
#define BLINDVLA_SIMULATION_TESTS_TEST_SCENE_H_

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "simulation/scene_compiler.h"
#include "simulation/simulation.h"

namespace blindvla::testing {

// The benchmark's start of the arm, and where that puts the gripper in the base frame.
inline constexpr JointPositions kStartJoints = {-0.01840777, 0.0398835,  0.22242722,
                                                -0.00460194, 1.36524296, 0.00153398};
inline constexpr std::array<double, 3> kStartGripper = {0.2921, -0.0061, 0.1353};

// Shared by all tests of the process: it is immutable.
std::shared_ptr<const AssetLibrary> Assets();
std::shared_ptr<SceneCompiler> Compiler();

struct PlanarPose {
  double x;
  double y;
  double yaw = 0;
};

// `asset` (id "source") to be put on a plate (id "receptacle"), both to be dropped as in the benchmark.
Scene PutOnPlate(const std::string& asset, const PlanarPose& source, const PlanarPose& receptacle);

TaskProgress Progress(const Simulation& simulation);

// One of its measures.
double Measured(const TaskProgress& progress, const std::string& name);
PrivilegedState Privileged(const Simulation& simulation);
std::vector<double> Positions(Simulation& simulation);

}  // namespace blindvla::testing

#endif  // BLINDVLA_SIMULATION_TESTS_TEST_SCENE_H_
