#include "control/engine.h"

namespace blindvla {

int FindId(const mjModel& model, mjtObj type, const std::string& name) {
  const int id = mj_name2id(&model, type, name.c_str());
  if (id < 0) throw EngineFault("the compiled scene has no " + std::string(mju_type2Str(type)) + " '" + name + "'");
  return id;
}

const mjtNum* FindNumeric(const mjModel& model, const std::string& name, int size) {
  const int id = FindId(model, mjOBJ_NUMERIC, name);
  if (model.numeric_size[id] != size) {
    throw EngineFault("numeric '" + name + "' has " + std::to_string(model.numeric_size[id]) + " values, expected " +
                      std::to_string(size));
  }
  return model.numeric_data + model.numeric_adr[id];
}

}  // namespace blindvla
