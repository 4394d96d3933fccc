#ifndef BLINDVLA_SIMULATION_SCENE_XML_H_
#define BLINDVLA_SIMULATION_SCENE_XML_H_

#include <string>
#include <vector>

#include "simulation/asset_library.h"
#include "simulation/scene_compiler.h"

namespace blindvla {

// One MJCF document: the workcell (table, lights, camera, physics options), the robot, and every placed object with all
// its names prefixed by "<id>/" and all its files as absolute paths. Throws EngineFault, naming the file, when an
// asset's MJCF is not of the form that can be merged (see README.md).
std::string ComposeSceneXml(const AssetLibrary& assets, const std::vector<PlacedAsset>& placements);

// What ComposeSceneXml names an object's top body and its free joint.
inline constexpr const char* kPlacedRoot = "root";

// How the merged model calls something of a placed object.
std::string PlacedName(const std::string& id, const std::string& name);

}  // namespace blindvla

#endif  // BLINDVLA_SIMULATION_SCENE_XML_H_
