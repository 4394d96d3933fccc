#ifndef BLINDVLA_WIDOWX_SERVER_ARM_SESSION_H_
#define BLINDVLA_WIDOWX_SERVER_ARM_SESSION_H_

#include "server/bridge_session.h"
#include "widowx/safety/arm_control.h"

namespace blindvla::widowx {

// What a rig is, in the contract's words.
bridge::DescribeResponse DescriptionOf(const Rig& rig);

// One client's time with the arm: an episode begins at the rig's start, and every answer comes when its control period
// is over by the server's clock. Throws EmergencyStop once the arm was stopped.
class ArmSession final : public BridgeSession {
 public:
  // `control` must outlive this.
  ArmSession(const Rig& rig, ArmControl* control);
  // The arm stays where it was told last.
  ~ArmSession() override;

  void Handle(const bridge::ConnectRequest& request, bridge::ConnectResponse* response) override;

 private:
  void Reset(const bridge::ResetRequest& request, bridge::ConnectResponse* response);
  void Step(const bridge::StepRequest& request, bridge::ConnectResponse* response);
  void Observe(const ArmControl::Status& status, bridge::Observation* observation) const;

  const Rig rig_;
  ArmControl& control_;
  bool has_episode_ = false;
  ArmControl::Clock::time_point began_{};
};

}  // namespace blindvla::widowx

#endif  // BLINDVLA_WIDOWX_SERVER_ARM_SESSION_H_
