#include "widowx/server/safety_service.h"

#include <cmath>

namespace blindvla::widowx {
namespace {

using Phase = ArmControl::Phase;

void Write(const ArmControl::Status& status, bridge::v1::SafetyState* state) {
  state->set_stopped(status.phase == Phase::kStopped);
  if (status.phase == Phase::kStopped) {
    state->mutable_stop()->set_rule(Name(status.stop.rule));
    state->mutable_stop()->set_message(Describe(status.stop));
  }
  for (int i = 1; i < kRules; ++i) {
    if (status.counts[i] == 0) continue;
    bridge::v1::RuleCount* count = state->add_counts();
    count->set_rule(Name(static_cast<Rule>(i)));
    count->set_count(status.counts[i]);
  }
}

}  // namespace

grpc::Status SafetyService::EmergencyStop(grpc::ServerContext*, const bridge::v1::EmergencyStopRequest*,
                                          bridge::v1::SafetyState* state) {
  control_.EmergencyStop();
  Write(control_.WaitUntil([](const ArmControl::Status& status) { return status.phase == Phase::kStopped; }), state);
  return grpc::Status::OK;
}

grpc::Status SafetyService::EndStop(grpc::ServerContext*, const bridge::v1::EndStopRequest*,
                                    bridge::v1::SafetyState* state) {
  const std::uint64_t decided = control_.AskToEndStop();
  const ArmControl::Status status = control_.WaitUntil(
      [decided](const ArmControl::Status& s) { return s.turns >= decided || s.phase != Phase::kStopped; });
  Write(status, state);
  if (status.phase != Phase::kStopped) return grpc::Status::OK;
  return {grpc::StatusCode::FAILED_PRECONDITION,
          status.refused ? "the stop stays, there is still reason for one: " + Describe(status.refused)
                         : "the stop stays: it was less than 0.5 s ago (" + Describe(status.stop) + ")"};
}

grpc::Status SafetyService::GetState(grpc::ServerContext*, const bridge::v1::GetStateRequest*,
                                     bridge::v1::SafetyState* state) {
  Write(control_.status(), state);
  return grpc::Status::OK;
}

grpc::Status SafetyService::Beat(grpc::ServerContext*, const bridge::v1::BeatRequest*, bridge::v1::BeatResponse*) {
  control_.Beat();
  return grpc::Status::OK;
}

}  // namespace blindvla::widowx
