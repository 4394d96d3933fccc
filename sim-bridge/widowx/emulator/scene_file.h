#ifndef BLINDVLA_WIDOWX_EMULATOR_SCENE_FILE_H_
#define BLINDVLA_WIDOWX_EMULATOR_SCENE_FILE_H_

#include <filesystem>
#include <stdexcept>

#include "simulation/asset_library.h"
#include "simulation/scene.h"

namespace blindvla::widowx {

// A scene cannot be read. The text says why.
class SceneFileError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// From the JSON of blindvla.bridge.v1.Scene, of which only what a person could lay is taken. Throws SceneFileError and
// InvalidRequest.
Scene ReadScene(const std::filesystem::path& file);

// A carrot beside a plate, on the library's first table.
Scene StandardScene(const AssetLibrary& assets);

}  // namespace blindvla::widowx

#endif  // BLINDVLA_WIDOWX_EMULATOR_SCENE_FILE_H_
