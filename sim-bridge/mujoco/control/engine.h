#ifndef BLINDVLA_CONTROL_ENGINE_H_
#define BLINDVLA_CONTROL_ENGINE_H_

#include <mujoco/mujoco.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace blindvla {

// Physics or graphics failed, or a model lacks what it must have: whoever needed it is useless.
class EngineFault : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct DeleteModel {
  void operator()(mjModel* model) const { mj_deleteModel(model); }
};
struct DeleteData {
  void operator()(mjData* data) const { mj_deleteData(data); }
};
using ModelPtr = std::unique_ptr<mjModel, DeleteModel>;
using DataPtr = std::unique_ptr<mjData, DeleteData>;

// The id of something that the model must have. Throws EngineFault with its name.
int FindId(const mjModel& model, mjtObj type, const std::string& name);

// The values of a numeric that must have `size` of them. Throws EngineFault with its name.
const mjtNum* FindNumeric(const mjModel& model, const std::string& name, int size);

}  // namespace blindvla

#endif  // BLINDVLA_CONTROL_ENGINE_H_
