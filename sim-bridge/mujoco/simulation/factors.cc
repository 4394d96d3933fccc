#include "simulation/factors.h"

namespace blindvla {

const std::vector<Factor>& Factors() {
  static const std::vector<Factor> factors = {
      // Of everything but the arm, whose drives carry it.
      {"gravity",
       {0.1, 2},
       [](double factor, mjModel* model) { mju_scl3(model->opt.gravity, model->opt.gravity, factor); }},
  };
  return factors;
}

}  // namespace blindvla
