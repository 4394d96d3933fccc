#include "simulation/scene_changes.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>

#include "simulation/errors.h"
#include "simulation/scene_request.h"
#include "simulation/workcell.h"

namespace blindvla {
namespace {

bool HasChanges(const bridge::Scene& scene) {
  return scene.has_camera() || scene.has_lighting() ||
         std::any_of(scene.objects().begin(), scene.objects().end(), [](const bridge::ObjectPlacement& object) {
           return object.has_color_factor() || object.has_mass_factor();
         });
}

template <typename T>
void Multiply(const std::array<double, 3>& factors, T* values) {
  for (int i = 0; i < 3; ++i) values[i] = static_cast<T>(values[i] * factors[i]);
}

void ChangeCamera(const bridge::CameraChange& change, mjModel* model) {
  const int camera = mj_name2id(model, mjOBJ_CAMERA, kCameraName);
  if (camera < 0) throw EngineFault(std::string("the compiled scene has no camera '") + kCameraName + "'");
  mjtNum* position = model->cam_pos + 3 * camera;
  position[0] += change.translation().x();
  position[1] += change.translation().y();
  position[2] += change.translation().z();
  if (change.has_rotation()) {
    mjtNum* orientation = model->cam_quat + 4 * camera;
    const std::array<double, 4> turn = ToQuaternion(change.rotation());
    std::array<double, 4> turned;
    mju_mulQuat(turned.data(), orientation, turn.data());
    mju_normalize4(turned.data());
    std::copy(turned.begin(), turned.end(), orientation);
  }
  if (change.has_field_of_view_factor()) {
    constexpr double kRadiansPerDegree = std::numbers::pi / 180;
    mjtNum& field_of_view = model->cam_fovy[camera];
    field_of_view = 2 * std::atan(change.field_of_view_factor() * std::tan(field_of_view / 2 * kRadiansPerDegree)) /
                    kRadiansPerDegree;
  }
}

void ChangeLight(const bridge::LightChange& change, mjModel* model) {
  for (int light = 0; light < model->nlight; ++light) {
    if (change.has_rotation() && model->light_directional[light]) {
      mjtNum* direction = model->light_dir + 3 * light;
      const std::array<double, 4> turn = ToQuaternion(change.rotation());
      std::array<double, 3> turned;
      mju_rotVecQuat(turned.data(), direction, turn.data());
      mju_normalize3(turned.data());
      std::copy(turned.begin(), turned.end(), direction);
    }
    if (change.has_color_factor()) {
      for (float* color : {model->light_ambient, model->light_diffuse, model->light_specular})
        Multiply(ToArray(change.color_factor()), color + 3 * light);
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

std::shared_ptr<const CompiledScene> WithChanges(std::shared_ptr<const CompiledScene> compiled,
                                                 const bridge::Scene& scene) {
  if (!HasChanges(scene)) return compiled;
  ModelPtr model(mj_copyModel(nullptr, compiled->model.get()));
  if (scene.has_camera()) ChangeCamera(scene.camera(), model.get());
  if (scene.has_lighting()) ChangeLight(scene.lighting(), model.get());
  for (int i = 0; i < scene.objects_size(); ++i) {
    const bridge::ObjectPlacement& change = scene.objects(i);
    const PlacedBody& object = compiled->objects[i];
    if (change.has_color_factor()) ChangeColors(ToArray(change.color_factor()), object.body, model.get());
    if (change.has_mass_factor()) ChangeMass(change.mass_factor(), object, model.get());
  }
  return std::make_shared<const CompiledScene>(*compiled, std::move(model));
}

}  // namespace blindvla
