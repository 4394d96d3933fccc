#ifndef BLINDVLA_SIMULATION_NEAREST_NAMES_H_
#define BLINDVLA_SIMULATION_NEAREST_NAMES_H_

#include <string>
#include <vector>

namespace blindvla {

// The end of a message about an unknown name: "did you mean 'carrot'?" when something is near, otherwise the list of
// what there is.
std::string SuggestNames(const std::string& name, const std::vector<std::string>& known);

}  // namespace blindvla

#endif  // BLINDVLA_SIMULATION_NEAREST_NAMES_H_
