#include "simulation/asset_library.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "simulation/tests/test_scene.h"

namespace blindvla::testing {
namespace {

namespace fs = std::filesystem;

// A copy of the test assets that a test may change.
class AssetLibraryTest : public ::testing::Test {
 protected:
  AssetLibraryTest() {
    folder_ = fs::path(::testing::TempDir()) / ::testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(folder_);
    fs::copy(TEST_ASSETS, folder_, fs::copy_options::recursive);
  }
  ~AssetLibraryTest() override { fs::remove_all(folder_); }

  std::string ErrorOfLoading() const {
    try {
      const AssetLibrary library(folder_);
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "";
  }

  fs::path folder_;
};

TEST_F(AssetLibraryTest, Names_AreSortedAndFound) {
  const AssetLibrary library(folder_);

  EXPECT_EQ(library.objects(), (std::vector<std::string>{"carrot", "golf_ball", "plate"}));
  EXPECT_EQ(library.tables(), std::vector<std::string>{"wood"});
  EXPECT_EQ(library.textures(), (std::vector<std::string>{"checks", "red"}));
  EXPECT_TRUE(library.HasObject("plate"));
  EXPECT_FALSE(library.HasObject("plat"));
  EXPECT_TRUE(library.HasTable("wood"));
  EXPECT_TRUE(library.HasTexture("checks"));
  EXPECT_FALSE(library.HasTexture("wood"));
  EXPECT_EQ(library.Texture("checks"), folder_ / "textures/checks.png");
  EXPECT_EQ(library.ObjectModel("plate"), folder_ / "objects/plate/plate.xml");
}

TEST_F(AssetLibraryTest, Sha256_SameContentElsewhere_IsTheSame) {
  EXPECT_EQ(AssetLibrary(folder_).sha256(), Assets()->sha256());
  EXPECT_EQ(Assets()->sha256().size(), 64u);
}

TEST_F(AssetLibraryTest, Sha256_ChangedOrRenamedFile_Differs) {
  std::ofstream(folder_ / "objects/carrot/parts/body.obj", std::ios::app) << "\n";
  const std::string changed = AssetLibrary(folder_).sha256();
  fs::rename(folder_ / "tables/wood.png", folder_ / "tables/steel.png");
  const std::string renamed = AssetLibrary(folder_).sha256();

  EXPECT_NE(changed, Assets()->sha256());
  EXPECT_NE(renamed, changed);
}

TEST_F(AssetLibraryTest, NoFolderOfTextures_IsALibraryWithoutAny) {
  fs::remove_all(folder_ / "textures");
  const AssetLibrary library(folder_);

  EXPECT_TRUE(library.textures().empty());
  EXPECT_NE(library.sha256(), Assets()->sha256());
}

TEST_F(AssetLibraryTest, MissingFile_NamesThePath) {
  fs::remove(folder_ / "objects/plate/plate.xml");
  EXPECT_NE(ErrorOfLoading().find("objects/plate/plate.xml"), std::string::npos);

  fs::remove(folder_ / "robot/wx250s.xml");
  EXPECT_NE(ErrorOfLoading().find("robot/wx250s.xml"), std::string::npos);

  fs::remove_all(folder_);
  EXPECT_NE(ErrorOfLoading().find(folder_.string()), std::string::npos);
}

}  // namespace
}  // namespace blindvla::testing
