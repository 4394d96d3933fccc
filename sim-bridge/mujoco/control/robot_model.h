#ifndef BLINDVLA_CONTROL_ROBOT_MODEL_H_
#define BLINDVLA_CONTROL_ROBOT_MODEL_H_

#include <mujoco/mujoco.h>

#include <filesystem>
#include <memory>

namespace blindvla {

// The robot's own model, from its MJCF file: all that kinematics need. Throws EngineFault.
std::shared_ptr<const mjModel> LoadRobot(const std::filesystem::path& file);

}  // namespace blindvla

#endif  // BLINDVLA_CONTROL_ROBOT_MODEL_H_
