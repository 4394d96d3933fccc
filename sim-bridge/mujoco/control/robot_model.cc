#include "control/robot_model.h"

#include "control/engine.h"

namespace blindvla {

std::shared_ptr<const mjModel> LoadRobot(const std::filesystem::path& file) {
  char error[1000] = "";
  ModelPtr robot(mj_loadXML(file.c_str(), nullptr, error, sizeof error));
  if (!robot) throw EngineFault(file.string() + ": " + error);
  return std::shared_ptr<const mjModel>(std::move(robot));
}

}  // namespace blindvla
