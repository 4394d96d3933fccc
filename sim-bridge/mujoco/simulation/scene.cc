#include "simulation/scene.h"

#include <algorithm>
#include <vector>

#include "simulation/errors.h"
#include "simulation/nearest_names.h"

namespace blindvla {

int PlacementIndex(const Scene& scene, const std::string& id) {
  const auto found = std::find_if(scene.objects.begin(), scene.objects.end(),
                                  [&](const ObjectPlacement& placement) { return placement.id == id; });
  return static_cast<int>(found - scene.objects.begin());
}

void CheckObjectId(const Scene& scene, const std::string& field, const std::string& id) {
  if (PlacementIndex(scene, id) < static_cast<int>(scene.objects.size())) return;
  std::vector<std::string> ids;
  for (const ObjectPlacement& placement : scene.objects) ids.push_back(placement.id);
  throw InvalidRequest(field,
                       "expected the id of an object of the scene, found '" + id + "'; " + SuggestNames(id, ids));
}

}  // namespace blindvla
