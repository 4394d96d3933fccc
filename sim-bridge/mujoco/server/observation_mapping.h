#ifndef BLINDVLA_SERVER_OBSERVATION_MAPPING_H_
#define BLINDVLA_SERVER_OBSERVATION_MAPPING_H_

#include "control/arm_interface.h"
#include "server/bridge_messages.h"
#include "simulation/simulation.h"
#include "simulation/task.h"

namespace blindvla {

bridge::ArraySpec ToMessage(const ArraySpec& part);
bridge::MeasureSpec ToMessage(const MeasureSpec& measure);

// Overwrite the message.
void Write(const TaskProgress& progress, bridge::TaskProgress* message);
void Write(const PrivilegedState& privileged, bridge::PrivilegedState* message);

}  // namespace blindvla

#endif  // BLINDVLA_SERVER_OBSERVATION_MAPPING_H_
