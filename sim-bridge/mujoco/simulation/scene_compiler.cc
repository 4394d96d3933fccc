#include "simulation/scene_compiler.h"

#include <algorithm>
#include <cstring>
#include <exception>

#include "simulation/engine_errors.h"
#include "simulation/errors.h"
#include "simulation/scene_xml.h"
#include "simulation/workcell.h"

namespace blindvla {
namespace {

ModelPtr LoadModel(const std::string& xml) {
  static constexpr const char* kFileName = "scene.xml";
  // On the heap: an mjVFS is 2 MB. Meshes and textures are absolute paths and come from the disk.
  const auto files = std::make_unique<mjVFS>();
  mj_defaultVFS(files.get());
#if mjVERSION_HEADER >= 320
  mj_addBufferVFS(files.get(), kFileName, xml.data(), static_cast<int>(xml.size()));
#else
  mj_makeEmptyFileVFS(files.get(), kFileName, static_cast<int>(xml.size()));
  std::memcpy(files->filedata[mj_findFileVFS(files.get(), kFileName)], xml.data(), xml.size());
#endif
  std::array<char, 1024> error{};
  ConsumeEngineWarning();  // of an earlier fault on this thread
  ModelPtr model(mj_loadXML(kFileName, files.get(), error.data(), error.size()));
  mj_deleteVFS(files.get());
  if (!model) throw EngineFault(std::string("MuJoCo cannot compile the scene: ") + error.data());
  const std::string warning = ConsumeEngineWarning();
  if (!warning.empty() || error[0] != '\0')
    throw EngineFault("MuJoCo warned about the scene: " + warning + error.data());
  return model;
}

int RootBody(const mjModel& model, int geom) { return model.body_rootid[model.geom_bodyid[geom]]; }

// Physics of contact belongs to the workcell, not to the assets. Objects among themselves have the benchmark's
// coefficient 1.0 and are as stiff as the table; table and fingers override theirs by priority.
void SetObjectContacts(const std::vector<PlacedBody>& objects, mjModel* model) {
  constexpr std::array<mjtNum, 3> kFriction = {1.0, 0.005, 0.0001};
  const int table = FindId(*model, mjOBJ_GEOM, "table");
  for (int geom = 0; geom < model->ngeom; ++geom) {
    const int root = RootBody(*model, geom);
    if (std::none_of(objects.begin(), objects.end(), [&](const PlacedBody& object) { return object.body == root; }))
      continue;
    if (model->geom_contype[geom] == 0 && model->geom_conaffinity[geom] == 0) continue;
    model->geom_contype[geom] = 1;
    model->geom_conaffinity[geom] = 1;
    model->geom_condim[geom] = model->geom_condim[table];
    model->geom_priority[geom] = 0;
    std::copy(kFriction.begin(), kFriction.end(), model->geom_friction + 3 * geom);
    std::copy_n(model->geom_solref + mjNREF * table, mjNREF, model->geom_solref + mjNREF * geom);
    std::copy_n(model->geom_solimp + mjNIMP * table, mjNIMP, model->geom_solimp + mjNIMP * geom);
  }
}

// Round things must come to rest. Rolling friction would do it, at twice the cost of a control step (6 rows per contact
// instead of 3).
void DampRotation(const std::vector<PlacedBody>& objects, mjModel* model) {
  constexpr double kRate = 5;  // 1/s, of a free spin about the axis of largest inertia
  for (const PlacedBody& object : objects) {
    const mjtNum* inertia = model->body_inertia + 3 * object.body;
    for (int axis = 3; axis < 6; ++axis)
      model->dof_damping[object.dof + axis] = kRate * *std::max_element(inertia, inertia + 3);
  }
}

ModelPtr WithoutRobotContacts(const mjModel& model, int base) {
  ModelPtr copy(mj_copyModel(nullptr, &model));
  for (int geom = 0; geom < copy->ngeom; ++geom) {
    if (RootBody(*copy, geom) != base) continue;
    copy->geom_contype[geom] = 0;
    copy->geom_conaffinity[geom] = 0;
  }
  return copy;
}

SceneAddresses FindAddresses(const mjModel& model, const std::vector<PlacedAsset>& placements) {
  SceneAddresses scene{ArmAddresses::Of(model, kRobotBase), 0, 0, {}};
  scene.left_finger_body = FindId(model, mjOBJ_BODY, "left_finger_link");
  scene.right_finger_body = FindId(model, mjOBJ_BODY, "right_finger_link");
  for (const PlacedAsset& placement : placements) {
    const int joint = FindId(model, mjOBJ_JOINT, PlacedName(placement.id, kPlacedRoot));
    PlacedBody& object = scene.objects.emplace_back();
    object.body = FindId(model, mjOBJ_BODY, PlacedName(placement.id, kPlacedRoot));
    object.qpos = model.jnt_qposadr[joint];
    object.dof = model.jnt_dofadr[joint];
    std::copy_n(FindNumeric(model, PlacedName(placement.id, "bounding_box_min"), 3), 3,
                object.bounding_box_min.begin());
    std::copy_n(FindNumeric(model, PlacedName(placement.id, "bounding_box_max"), 3), 3,
                object.bounding_box_max.begin());
  }
  return scene;
}

}  // namespace

std::shared_ptr<const CompiledScene> CompileScene(const AssetLibrary& assets,
                                                  const std::vector<PlacedAsset>& placements) {
  ModelPtr model = LoadModel(ComposeSceneXml(assets, placements));
  SceneAddresses addresses = FindAddresses(*model, placements);
  SetObjectContacts(addresses.objects, model.get());
  DampRotation(addresses.objects, model.get());
  return std::make_shared<const CompiledScene>(std::move(addresses), std::move(model));
}

CompiledScene::CompiledScene(SceneAddresses addresses, ModelPtr compiled)
    : SceneAddresses(std::move(addresses)),
      model(std::move(compiled)),
      settling_model(WithoutRobotContacts(*model, FindId(*model, mjOBJ_BODY, "base_link"))) {}

SceneCompiler::SceneCompiler(std::shared_ptr<const AssetLibrary> assets, size_t capacity)
    : SceneCompiler(std::move(assets), capacity, CompileScene) {}

SceneCompiler::SceneCompiler(std::shared_ptr<const AssetLibrary> assets, size_t capacity, CompileFunction compile)
    : assets_(std::move(assets)), capacity_(capacity), compile_(std::move(compile)) {
  InstallEngineErrorHandlers();
}

SceneCompiler::CompiledScenePtr SceneCompiler::Compile(const std::vector<PlacedAsset>& placements) {
  std::promise<CompiledScenePtr> promise;
  {
    std::unique_lock lock(mutex_);
    const auto found = std::find_if(entries_.begin(), entries_.end(),
                                    [&](const Entry& entry) { return entry.placements == placements; });
    if (found != entries_.end()) {
      entries_.splice(entries_.begin(), entries_, found);
      const std::shared_future<CompiledScenePtr> scene = entries_.front().scene;
      lock.unlock();
      return scene.get();
    }
    entries_.push_front({placements, promise.get_future().share()});
    if (entries_.size() > capacity_) entries_.pop_back();
  }
  try {
    CompiledScenePtr scene = compile_(*assets_, placements);
    promise.set_value(scene);
    return scene;
  } catch (...) {
    // Those who wait get the same fault; whoever comes later tries anew.
    Forget(placements);
    promise.set_exception(std::current_exception());
    throw;
  }
}

void SceneCompiler::Forget(const std::vector<PlacedAsset>& placements) {
  const std::scoped_lock lock(mutex_);
  entries_.remove_if([&](const Entry& entry) { return entry.placements == placements; });
}

}  // namespace blindvla
