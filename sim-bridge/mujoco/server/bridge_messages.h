#ifndef BLINDVLA_SIMULATION_BRIDGE_MESSAGES_H_
#define BLINDVLA_SIMULATION_BRIDGE_MESSAGES_H_

#include "blindvla/bridge/v1/environment.pb.h"

// This server speaks one version, so its code says bridge::Scene instead of bridge::v1::Scene. (An alias of the
// version's namespace cannot have this name: the package is blindvla.bridge.v1.)
namespace blindvla::bridge {
using namespace v1;
}

#endif  // BLINDVLA_SIMULATION_BRIDGE_MESSAGES_H_
