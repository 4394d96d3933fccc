#ifndef BLINDVLA_SERVER_TESTS_TEST_ASSETS_H_
#define BLINDVLA_SERVER_TESTS_TEST_ASSETS_H_

#include <filesystem>

#include "rendering/tests/scratch_folder.h"

namespace blindvla {

// A folder of assets that needs no generator: the real arm with a block for each of its meshes, a block "carrot", a
// disc "plate", tables "grey" and "blue", and a texture of red and black "stripes".
class TestAssets {
 public:
  TestAssets();

  const std::filesystem::path& path() const { return folder_.path(); }

 private:
  ScratchFolder folder_;
};

}  // namespace blindvla

#endif  // BLINDVLA_SERVER_TESTS_TEST_ASSETS_H_
