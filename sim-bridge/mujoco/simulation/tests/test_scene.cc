#include "simulation/tests/test_scene.h"

#include <cmath>

namespace blindvla::testing {
namespace {

constexpr double kDropHeight = 0.95;

void Place(const std::string& id, const std::string& asset, const PlanarPose& pose, bridge::Scene* scene) {
  bridge::ObjectPlacement* placement = scene->add_objects();
  placement->set_id(id);
  placement->set_asset(asset);
  placement->mutable_pose()->mutable_position()->set_x(pose.x);
  placement->mutable_pose()->mutable_position()->set_y(pose.y);
  placement->mutable_pose()->mutable_position()->set_z(kDropHeight);
  placement->mutable_pose()->mutable_orientation()->set_w(std::cos(pose.yaw / 2));
  placement->mutable_pose()->mutable_orientation()->set_z(std::sin(pose.yaw / 2));
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

bridge::Scene PutOnPlate(const std::string& asset, const PlanarPose& source, const PlanarPose& receptacle) {
  bridge::Scene scene;
  scene.set_table("wood");
  Place("source", asset, source, &scene);
  Place("receptacle", "plate", receptacle, &scene);
  scene.mutable_arm_joint_positions()->Add(kStartJoints.begin(), kStartJoints.end());
  scene.set_finger_position(0.037);
  scene.mutable_goal()->mutable_put_on()->set_object("source");
  scene.mutable_goal()->mutable_put_on()->set_receptacle("receptacle");
  return scene;
}

bridge::TaskProgress Progress(const Simulation& simulation) {
  bridge::TaskProgress progress;
  simulation.WriteProgress(&progress);
  return progress;
}

bridge::PrivilegedState Privileged(const Simulation& simulation) {
  bridge::PrivilegedState privileged;
  simulation.WritePrivileged(&privileged);
  return privileged;
}

std::vector<double> Positions(Simulation& simulation) {
  return {simulation.data()->qpos, simulation.data()->qpos + simulation.model()->nq};
}

}  // namespace blindvla::testing
