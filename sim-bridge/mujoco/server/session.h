#ifndef BLINDVLA_SERVER_SESSION_H_
#define BLINDVLA_SERVER_SESSION_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "control/arm_interface.h"
#include "rendering/renderer.h"
#include "rendering/sensor.h"
#include "server/bridge_messages.h"
#include "server/bridge_session.h"
#include "server/picture_output.h"
#include "server/watchdog.h"
#include "simulation/asset_library.h"
#include "simulation/scene_compiler.h"
#include "simulation/simulation.h"

namespace blindvla {

// What all sessions of a process share.
struct Workcell {
  std::shared_ptr<const AssetLibrary> assets;
  std::shared_ptr<SceneCompiler> compiler;
  std::shared_ptr<const GlPlatform> graphics;
  std::shared_ptr<TablePictures> pictures;
  std::shared_ptr<Watchdog> watchdog;
  int supersample = 1;
  bool soft_shadows = false;
};

// One client's world and camera: turns requests into responses, and holds the contract's state machine. Knows no
// transport. Every call on the thread that made it.
class Session final : public BridgeSession {
 public:
  // Throws EngineFault.
  explicit Session(const Workcell& workcell);

  // Where pictures go from now on, as far as there is room; none: inside the messages.
  void SetPictureMemory(std::optional<PictureMemory> memory) override { pictures_.SetMemory(std::move(memory)); }

  // Overwrites `response`; its memory is reused from one call to the next. Throws EngineFault, after which the session
  // is useless.
  void Handle(const bridge::ConnectRequest& request, bridge::ConnectResponse* response) override;

 private:
  using CameraRequests = PictureOutput::CameraRequests;

  void Reset(const bridge::ResetRequest& request, bridge::ResetResponse* response);
  void Step(const bridge::StepRequest& request, bridge::StepResponse* response);

  // Throw InvalidRequest.
  static void CheckCameras(const CameraRequests& cameras);
  void CheckAction(const google::protobuf::RepeatedField<float>& action) const;

  void Observe(const CameraRequests& cameras, bool privileged, bridge::Observation* observation);

  Workcell workcell_;
  const std::vector<ArraySpec> action_spec_;
  Simulation simulation_;
  Renderer renderer_;
  PictureOutput pictures_;
  std::optional<Sensor> sensor_;  // where the scene degrades its pictures
};

}  // namespace blindvla

#endif  // BLINDVLA_SERVER_SESSION_H_
