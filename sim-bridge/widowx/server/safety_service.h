#ifndef BLINDVLA_WIDOWX_SERVER_SAFETY_SERVICE_H_
#define BLINDVLA_WIDOWX_SERVER_SAFETY_SERVICE_H_

#include "blindvla/bridge/v1/safety.grpc.pb.h"
#include "widowx/safety/arm_control.h"

namespace blindvla::widowx {

// The person's side of an arm: stop, end the stop, look. And the client's sign of life.
class SafetyService final : public bridge::v1::SafetyService::Service {
 public:
  // `control` must outlive this.
  explicit SafetyService(ArmControl* control) : control_(*control) {}

  grpc::Status EmergencyStop(grpc::ServerContext*, const bridge::v1::EmergencyStopRequest*,
                             bridge::v1::SafetyState* state) override;
  grpc::Status EndStop(grpc::ServerContext*, const bridge::v1::EndStopRequest*,
                       bridge::v1::SafetyState* state) override;
  grpc::Status GetState(grpc::ServerContext*, const bridge::v1::GetStateRequest*,
                        bridge::v1::SafetyState* state) override;
  grpc::Status Beat(grpc::ServerContext*, const bridge::v1::BeatRequest*, bridge::v1::BeatResponse*) override;

 private:
  ArmControl& control_;
};

}  // namespace blindvla::widowx

#endif  // BLINDVLA_WIDOWX_SERVER_SAFETY_SERVICE_H_
