#include "simulation/asset_library.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <memory>
#include <stdexcept>

namespace blindvla {
namespace fs = std::filesystem;
namespace {

// Every regular file below `root`, as generic paths relative to it, sorted.
std::vector<std::string> RelativeFiles(const fs::path& root) {
  std::vector<std::string> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root)) {
    if (entry.is_regular_file()) files.push_back(entry.path().lexically_relative(root).generic_string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    if (!context_ || EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) != 1) {
      throw std::runtime_error("OpenSSL offers no SHA-256");
    }
  }

  void Update(const void* data, size_t size) { EVP_DigestUpdate(context_.get(), data, size); }

  std::string Hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    unsigned int size = 0;
    EVP_DigestFinal_ex(context_.get(), digest.data(), &size);
    std::string hex;
    for (unsigned int i = 0; i < size; ++i) {
      hex += "0123456789abcdef"[digest[i] >> 4];
      hex += "0123456789abcdef"[digest[i] & 15];
    }
    return hex;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

std::string DigestOf(const fs::path& root) {
  Sha256 sha256;
  for (const std::string& file : RelativeFiles(root)) {
    std::ifstream stream(root / file, std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    if (!stream) throw std::runtime_error("cannot read " + (root / file).string());
    // The path ends with a zero byte and the content is preceded by its length, so that no two folders give the same
    // bytes.
    sha256.Update(file.c_str(), file.size() + 1);
    std::array<unsigned char, 8> length;
    for (int i = 0; i < 8; ++i)
      length[i] = static_cast<unsigned char>(static_cast<std::uint64_t>(content.size()) >> (8 * i));
    sha256.Update(length.data(), length.size());
    sha256.Update(content.data(), content.size());
  }
  return sha256.Hex();
}

// Names of the PNG files directly in `folder`, sorted.
std::vector<std::string> PictureNames(const fs::path& folder) {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (entry.is_regular_file() && entry.path().extension() == ".png") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

void Require(bool exists, const fs::path& path, const std::string& what) {
  if (!exists)
    throw std::runtime_error("expected " + what + " at " + path.string() + ", found none; generate the assets first");
}

}  // namespace

AssetLibrary::AssetLibrary(fs::path root) : root_(fs::absolute(std::move(root))) {
  Require(fs::is_directory(root_), root_, "the folder of assets");
  Require(fs::is_regular_file(RobotModel()), RobotModel(), "the robot's model");
  Require(fs::is_directory(root_ / "objects"), root_ / "objects", "the folder of objects");
  Require(fs::is_directory(root_ / "tables"), root_ / "tables", "the folder of table pictures");

  for (const fs::directory_entry& entry : fs::directory_iterator(root_ / "objects")) {
    if (!entry.is_directory()) continue;
    const std::string name = entry.path().filename().string();
    Require(fs::is_regular_file(ObjectModel(name)), ObjectModel(name), "the model of object '" + name + "'");
    objects_.push_back(name);
  }
  tables_ = PictureNames(root_ / "tables");
  if (fs::is_directory(root_ / "textures")) textures_ = PictureNames(root_ / "textures");
  Require(!objects_.empty(), root_ / "objects", "at least one object");
  Require(!tables_.empty(), root_ / "tables", "at least one table picture (*.png)");
  std::sort(objects_.begin(), objects_.end());
  sha256_ = DigestOf(root_);
}

bool AssetLibrary::HasObject(const std::string& name) const {
  return std::binary_search(objects_.begin(), objects_.end(), name);
}

bool AssetLibrary::HasTable(const std::string& name) const {
  return std::binary_search(tables_.begin(), tables_.end(), name);
}

bool AssetLibrary::HasTexture(const std::string& name) const {
  return std::binary_search(textures_.begin(), textures_.end(), name);
}

fs::path AssetLibrary::RobotModel() const { return root_ / "robot" / "wx250s.xml"; }

fs::path AssetLibrary::ObjectModel(const std::string& name) const { return root_ / "objects" / name / (name + ".xml"); }

fs::path AssetLibrary::TablePicture(const std::string& name) const { return root_ / "tables" / (name + ".png"); }

fs::path AssetLibrary::Texture(const std::string& name) const { return root_ / "textures" / (name + ".png"); }

}  // namespace blindvla
