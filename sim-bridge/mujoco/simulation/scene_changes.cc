#include "simulation/scene_changes.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>

#include "simulation/errors.h"
#include "simulation/factors.h"
#include "simulation/workcell.h"

namespace blindvla {
namespace {

bool HasChanges(const Scene& scene) {
  return scene.camera || scene.lighting || !scene.factors.empty() ||
         std::any_of(scene.objects.begin(), scene.objects.end(),
                     [](const ObjectPlacement& object) { return object.color_factor || object.mass_factor; });
}

template <typename T>
void Multiply(const std::array<double, 3>& factors, T* values) {
  for (int i = 0; i < 3; ++i) values[i] = static_cast<T>(values[i] * factors[i]);
}

void ChangeCamera(const CameraChange& change, mjModel* model) {
  const int camera = mj_name2id(model, mjOBJ_CAMERA, kCameraName);
  if (camera < 0) throw EngineFault(std::string("the compiled scene has no camera '") + kCameraName + "'");
  mjtNum* position = model->cam_pos + 3 * camera;
  for (int i = 0; i < 3; ++i) position[i] += change.translation[i];
  if (change.rotation) {
    mjtNum* orientation = model->cam_quat + 4 * camera;
    Quaternion turned;
    mju_mulQuat(turned.data(), orientation, change.rotation->data());
    mju_normalize4(turned.data());
    std::copy(turned.begin(), turned.end(), orientation);
  }
  if (change.field_of_view_factor) {
    constexpr double kRadiansPerDegree = std::numbers::pi / 180;
    mjtNum& field_of_view = model->cam_fovy[camera];
    field_of_view = 2 * std::atan(*change.field_of_view_factor * std::tan(field_of_view / 2 * kRadiansPerDegree)) /
                    kRadiansPerDegree;
  }
}

void ChangeLight(const LightChange& change, mjModel* model) {
  for (int light = 0; light < model->nlight; ++light) {
    if (change.rotation && model->light_directional[light]) {
      mjtNum* direction = model->light_dir + 3 * light;
      std::array<double, 3> turned;
      mju_rotVecQuat(turned.data(), direction, change.rotation->data());
      mju_normalize3(turned.data());
      std::copy(turned.begin(), turned.end(), direction);
    }
    if (change.color_factor) {
      for (float* color : {model->light_ambient, model->light_diffuse, model->light_specular})
        Multiply(*change.color_factor, color + 3 * light);
    }
  }
}

void ChangeColors(const std::array<double, 3>& factors, int body, mjModel* model) {
  constexpr std::array<float, 4> kUnset = {0.5f, 0.5f, 0.5f, 1};  // a geom of this colour shows its material's
  std::set<int> materials;
  for (int geom = model->body_geomadr[body]; geom < model->body_geomadr[body] + model->body_geomnum[body]; ++geom) {
    float* color = model->geom_rgba + 4 * geom;
    const int material = model->geom_matid[geom];
    if (material >= 0) materials.insert(material);
    if (material < 0 || !std::equal(kUnset.begin(), kUnset.end(), color)) Multiply(factors, color);
  }
  // An object's materials are its own: the merged model has a copy of each for every placement.
  for (const int material : materials) Multiply(factors, model->mat_rgba + 4 * material);
}

// A free rigid body: everything that the engine derives from mass and inertia is proportional to them.
void ChangeMass(double factor, const PlacedBody& object, mjModel* model) {
  const auto multiply = [](double by, int count, mjtNum* values) {
    for (int i = 0; i < count; ++i) values[i] *= by;
  };
  model->body_subtreemass[0] += (factor - 1) * model->body_mass[object.body];  // the world's
  multiply(factor, 1, model->body_mass + object.body);
  multiply(factor, 1, model->body_subtreemass + object.body);
  multiply(factor, 3, model->body_inertia + 3 * object.body);
  multiply(1 / factor, 2, model->body_invweight0 + 2 * object.body);
  multiply(1 / factor, 6, model->dof_invweight0 + object.dof);
  multiply(factor, 6, model->dof_damping + object.dof);
}

}  // namespace

std::shared_ptr<const CompiledScene> WithChanges(std::shared_ptr<const CompiledScene> compiled, const Scene& scene) {
  if (!HasChanges(scene)) return compiled;
  ModelPtr model(mj_copyModel(nullptr, compiled->model.get()));
  if (scene.camera) ChangeCamera(*scene.camera, model.get());
  if (scene.lighting) ChangeLight(*scene.lighting, model.get());
  for (const Factor& factor : Factors()) {
    const auto wanted = scene.factors.find(factor.name);
    if (wanted != scene.factors.end()) factor.apply(wanted->second, model.get());
  }
  for (size_t i = 0; i < scene.objects.size(); ++i) {
    const ObjectPlacement& change = scene.objects[i];
    const PlacedBody& object = compiled->objects[i];
    if (change.color_factor) ChangeColors(*change.color_factor, object.body, model.get());
    if (change.mass_factor) ChangeMass(*change.mass_factor, object, model.get());
  }
  return std::make_shared<const CompiledScene>(*compiled, std::move(model));
}

}  // namespace blindvla
