#include "server/tests/test_workcell.h"

#include <cstdlib>

namespace blindvla {
namespace {

// One per process: EGL stays loaded.
std::shared_ptr<const GlPlatform> Graphics() {
  setenv("LP_NUM_THREADS", "0", 0);
  static const std::shared_ptr<const GlPlatform> platform = OpenGlPlatform(GlBackend::kEgl, std::nullopt);
  return platform;
}

void AddCamera(int width, int height, google::protobuf::RepeatedPtrField<bridge::CameraRequest>* cameras) {
  if (width == 0) return;
  bridge::CameraRequest* camera = cameras->Add();
  camera->set_name("3rd_view_camera");
  camera->set_width(width);
  camera->set_height(height);
}

}  // namespace

TestWorkcell::TestWorkcell() {
  workcell_.assets = std::make_shared<const AssetLibrary>(assets_.path());
  workcell_.compiler = std::make_shared<SceneCompiler>(workcell_.assets);
  workcell_.graphics = Graphics();
  workcell_.pictures = std::make_shared<TablePictures>();
  workcell_.watchdog = std::make_shared<Watchdog>(std::chrono::seconds(60));
}

bridge::Scene TestWorkcell::Scene() {
  bridge::Scene scene;
  scene.set_table("blue");
  const auto place = [&scene](const char* id, const char* asset, double x, double y, double z) {
    bridge::ObjectPlacement* object = scene.add_objects();
    object->set_id(id);
    object->set_asset(asset);
    object->mutable_pose()->mutable_position()->set_x(x);
    object->mutable_pose()->mutable_position()->set_y(y);
    object->mutable_pose()->mutable_position()->set_z(z);
    object->mutable_pose()->mutable_orientation()->set_w(1);
  };
  place("source", "carrot", -0.13, -0.06, 0.90);
  place("receptacle", "plate", -0.18, 0.09, 0.88);
  for (const double angle : {-0.01840777, 0.0398835, 0.22242722, -0.00460194, 1.36524296, 0.00153398}) {
    scene.add_arm_joint_positions(angle);
  }
  scene.set_finger_position(0.037);
  scene.mutable_goal()->mutable_put_on()->set_object("source");
  scene.mutable_goal()->mutable_put_on()->set_receptacle("receptacle");
  return scene;
}

bridge::ConnectRequest TestWorkcell::Reset(std::uint64_t id, int width, int height) {
  bridge::ConnectRequest request;
  request.set_request_id(id);
  *request.mutable_reset()->mutable_scene() = Scene();
  AddCamera(width, height, request.mutable_reset()->mutable_cameras());
  return request;
}

bridge::ConnectRequest TestWorkcell::Step(std::uint64_t id, const std::vector<float>& action, int width, int height) {
  bridge::ConnectRequest request;
  request.set_request_id(id);
  request.mutable_step()->mutable_action()->Add(action.begin(), action.end());
  AddCamera(width, height, request.mutable_step()->mutable_cameras());
  return request;
}

}  // namespace blindvla
