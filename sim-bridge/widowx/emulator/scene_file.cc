#include "widowx/emulator/scene_file.h"

#include <google/protobuf/util/json_util.h>

#include <fstream>
#include <sstream>

#include "blindvla/bridge/v1/environment.pb.h"
#include "server/scene_mapping.h"

namespace blindvla::widowx {
namespace {

constexpr std::uintmax_t kMaxFileBytes = 1 << 20;

ObjectPlacement Placed(const std::string& id, const std::string& asset, double x, double y) {
  ObjectPlacement placement;
  placement.id = id;
  placement.asset = asset;
  placement.pose.position = {x, y, 0.95};  // dropped from there
  return placement;
}

}  // namespace

Scene ReadScene(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) throw SceneFileError(file.string() + " is no file");
  if (std::filesystem::file_size(file, error) > kMaxFileBytes)
    throw SceneFileError(file.string() + " is too large for a scene");
  std::ifstream stream(file);
  std::ostringstream json;
  json << stream.rdbuf();
  bridge::Scene message;
  const auto status = google::protobuf::util::JsonStringToMessage(json.str(), &message);
  if (!status.ok()) throw SceneFileError(file.string() + " is no scene: " + std::string(status.message()));
  // What a suite does to pictures and to actions it does beside the world.
  const struct {
    bool is_there;
    const char* field;
  } beyond_a_person[] = {
      {message.has_overlay(), "overlay"},    {message.has_camera(), "camera"},
      {message.has_lighting(), "lighting"},  {message.has_sensor(), "sensor"},
      {message.events_size() > 0, "events"}, {message.action_latency_steps() > 0, "action_latency_steps"},
      {message.has_named(), "named"}};
  for (const auto& [is_there, field] : beyond_a_person) {
    if (is_there)
      throw SceneFileError(file.string() + ": scene." + field + ": nobody can lay that; lay objects on a table");
  }
  return ToScene(message);
}

Scene StandardScene(const AssetLibrary& assets) {
  if (assets.tables().empty()) throw SceneFileError("the assets have no table; give a scene with --scene FILE");
  Scene scene;
  scene.table = assets.tables().front();
  scene.objects = {Placed("source", "carrot", -0.205, 0.015), Placed("receptacle", "plate", -0.115, -0.045)};
  scene.goal = PutOn{"source", "receptacle"};
  return scene;
}

}  // namespace blindvla::widowx
