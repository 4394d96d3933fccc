#ifndef BLINDVLA_SIMULATION_ASSET_LIBRARY_H_
#define BLINDVLA_SIMULATION_ASSET_LIBRARY_H_

#include <filesystem>
#include <string>
#include <vector>

namespace blindvla {

// The folder of models, meshes and pictures that one server process serves. Immutable after construction; shared by all
// sessions.
class AssetLibrary {
 public:
  // Lists the folder and digests every file in it. Throws std::runtime_error, naming the path, when something is
  // missing.
  explicit AssetLibrary(std::filesystem::path root);

  // Asset names, sorted.
  const std::vector<std::string>& objects() const { return objects_; }
  const std::vector<std::string>& tables() const { return tables_; }
  const std::vector<std::string>& textures() const { return textures_; }  // none where there is no such folder

  // SHA-256, lower-case hex, over relative path and content of every file, in path order.
  const std::string& sha256() const { return sha256_; }

  bool HasObject(const std::string& name) const;
  bool HasTable(const std::string& name) const;
  bool HasTexture(const std::string& name) const;

  std::filesystem::path RobotModel() const;                           // robot/wx250s.xml
  std::filesystem::path ObjectModel(const std::string& name) const;   // objects/<name>/<name>.xml
  std::filesystem::path TablePicture(const std::string& name) const;  // tables/<name>.png
  std::filesystem::path Texture(const std::string& name) const;       // textures/<name>.png

 private:
  std::filesystem::path root_;
  std::vector<std::string> objects_;
  std::vector<std::string> tables_;
  std::vector<std::string> textures_;
  std::string sha256_;
};

}  // namespace blindvla

#endif  // BLINDVLA_SIMULATION_ASSET_LIBRARY_H_
