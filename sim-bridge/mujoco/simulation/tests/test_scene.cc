#include "simulation/tests/test_scene.h"

#include <cmath>

namespace blindvla::testing {
namespace {

constexpr double kDropHeight = 0.95;

ObjectPlacement Placed(const std::string& id, const std::string& asset, const PlanarPose& pose) {
  ObjectPlacement placement;
  placement.id = id;
  placement.asset = asset;
  placement.pose = {{pose.x, pose.y, kDropHeight}, {std::cos(pose.yaw / 2), 0, 0, std::sin(pose.yaw / 2)}};
  return placement;
}

}  // namespace

std::shared_ptr<const AssetLibrary> Assets() {
  static const auto assets = std::make_shared<const AssetLibrary>(TEST_ASSETS);
  return assets;
}

std::shared_ptr<SceneCompiler> Compiler() {
  static const auto compiler = std::make_shared<SceneCompiler>(Assets());
  return compiler;
}

Scene PutOnPlate(const std::string& asset, const PlanarPose& source, const PlanarPose& receptacle) {
  Scene scene;
  scene.table = "wood";
  scene.objects = {Placed("source", asset, source), Placed("receptacle", "plate", receptacle)};
  scene.arm_joint_positions = kStartJoints;
  scene.finger_position = 0.037;
  scene.goal = PutOn{"source", "receptacle"};
  return scene;
}

TaskProgress Progress(const Simulation& simulation) { return simulation.Progress(); }

double Measured(const TaskProgress& progress, const std::string& name) {
  for (std::size_t i = 0; i < Measures().size(); ++i) {
    if (Measures()[i].name == name) return progress.measures.at(i);
  }
  throw std::out_of_range(name);
}

PrivilegedState Privileged(const Simulation& simulation) { return simulation.Privileged(); }

std::vector<double> Positions(Simulation& simulation) {
  return {simulation.data()->qpos, simulation.data()->qpos + simulation.model()->nq};
}

}  // namespace blindvla::testing
