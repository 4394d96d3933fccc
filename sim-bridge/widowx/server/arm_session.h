#ifndef BLINDVLA_WIDOWX_SERVER_ARM_SESSION_H_
#define BLINDVLA_WIDOWX_SERVER_ARM_SESSION_H_

#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "server/bridge_session.h"
#include "server/picture_output.h"
#include "widowx/camera/camera.h"
#include "widowx/camera/picture_shaper.h"
#include "widowx/safety/arm_control.h"

namespace blindvla::widowx {

// What a rig is, in the contract's words.
bridge::DescribeResponse DescriptionOf(const Rig& rig);

// One client's time with the arm: an episode begins at the rig's start, and every answer comes when its control period
// is over by the server's clock. Throws EmergencyStop once the
// arm was stopped, and Breakdown when a camera or a cable is the reason.
class ArmSession final : public BridgeSession {
 public:
  // `cameras` are the rig's, in its order. All must outlive this.
  ArmSession(const Rig& rig, ArmControl* control, std::span<const std::unique_ptr<Camera>> cameras);
  // The arm stays where it was told last.
  ~ArmSession() override;

  void SetPictureMemory(std::optional<PictureMemory> memory) override { pictures_.SetMemory(std::move(memory)); }

  void Handle(const bridge::ConnectRequest& request, bridge::ConnectResponse* response) override;

 private:
  void Reset(const bridge::ResetRequest& request, bridge::ConnectResponse* response);
  void Step(const bridge::StepRequest& request, bridge::ConnectResponse* response);
  // What is seen of an episode is seen after it began. Throws where a camera that shows nothing any more stops the arm
  // meanwhile.
  void AwaitPictures(const PictureOutput::CameraRequests& cameras);
  void Observe(const ArmControl::Status& status, const PictureOutput::CameraRequests& cameras,
               bridge::Observation* observation);

  const Rig rig_;
  ArmControl& control_;
  const std::span<const std::unique_ptr<Camera>> cameras_;
  std::vector<PictureShaper> shapers_;  // of each camera
  PictureOutput pictures_;
  bool has_episode_ = false;
  ArmControl::Clock::time_point began_{};
};

}  // namespace blindvla::widowx

#endif  // BLINDVLA_WIDOWX_SERVER_ARM_SESSION_H_
