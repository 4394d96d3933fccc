#ifndef BLINDVLA_SIMULATION_SCENE_H_
#define BLINDVLA_SIMULATION_SCENE_H_

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "control/arm_addresses.h"
#include "control/pose.h"

namespace blindvla {

using Color = std::array<double, 3>;       // linear red, green and blue, as factors
using Quaternion = std::array<double, 4>;  // w first

struct ObjectPlacement {
  std::string id;     // unique in the scene
  std::string asset;  // a name that the library has
  Pose pose;          // world frame, before the objects are dropped and settle
  double scale = 1;   // of every length; the density stays
  // What makes this object differ from its asset, where anything does.
  std::optional<double> mass_factor;      // of mass and inertia, on top of the scale
  std::optional<double> friction_factor;  // of the sliding friction of all its contacts
  std::optional<Color> color_factor;
};

// The object lies on the receptacle.
struct PutOn {
  std::string object;      // id of a placement
  std::string receptacle;  // likewise
};

// What is to be done: one kind for each task of simulation/tasks/.
using Goal = std::variant<PutOn>;

// A texture blended into every picture.
struct Overlay {
  enum class Region { kUnspecified, kForeground, kWholeImage };  // numbered as in the contract
  std::string texture;
  Region region = Region::kUnspecified;
  double strength = 0;
};

// Where the camera is and what it sees, against the workcell's.
struct CameraChange {
  std::array<double, 3> translation{};  // m, in the robot's base frame
  std::optional<Quaternion> rotation;   // about its own centre, in its own frame (x right, y up, z back)
  std::optional<double> field_of_view_factor;
};

// How the workcell's light differs.
struct LightChange {
  std::optional<Quaternion> rotation;  // of the directions of all directional lights, world frame
  std::optional<Color> color_factor;   // multiplies every light, ambient light too
};

// What a worse camera does to a picture, in this order. 0: nothing.
struct SensorEffects {
  double blur_sigma = 0;
  double noise_sigma = 0;
  std::uint64_t noise_seed = 0;
  std::uint32_t jpeg_quality = 0;
};

// An object is taken away and dropped elsewhere, at rest, at the beginning of a control step.
struct MoveObject {
  std::uint32_t step = 0;  // control steps applied before it; 0 is the first
  std::string object;      // id of a placement
  Pose pose;               // world frame
  std::uint32_t settle_substeps = 0;
};

// The fully decided world of one episode. Each field means what the contract says of the field of the same name
// (protos/blindvla/bridge/v1/environment.proto).
struct Scene {
  std::string table;
  std::vector<ObjectPlacement> objects;
  JointPositions arm_joint_positions{};
  double finger_position = 0;  // m, of each finger from the gripper's centre line
  Goal goal;
  std::optional<Overlay> overlay;
  std::optional<CameraChange> camera;
  std::optional<LightChange> lighting;
  std::optional<SensorEffects> sensor;
  std::vector<MoveObject> events;  // ordered by step
  std::uint32_t action_latency_steps = 0;
  std::map<std::string, double> factors;  // by the names of Factors()
};

// Index of the placement with an id; the number of placements when there is none.
int PlacementIndex(const Scene& scene, const std::string& id);

// Throws InvalidRequest for `field` when no placement has this id.
void CheckObjectId(const Scene& scene, const std::string& field, const std::string& id);

}  // namespace blindvla

#endif  // BLINDVLA_SIMULATION_SCENE_H_
