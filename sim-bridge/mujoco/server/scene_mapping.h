#ifndef BLINDVLA_SERVER_SCENE_MAPPING_H_
#define BLINDVLA_SERVER_SCENE_MAPPING_H_

#include "server/bridge_messages.h"
#include "simulation/scene.h"
#include "simulation/scene_request.h"

namespace blindvla {

// The scene that a message asks for. Throws InvalidRequest, naming the field, where the message lacks what a scene must
// have: a pose, a goal, the kind of an event. Whether its numbers and names can be is CheckScene's to say.
Scene ToScene(const bridge::Scene& message);

bridge::SceneLimits ToMessage(const SceneLimits& limits);

}  // namespace blindvla

#endif  // BLINDVLA_SERVER_SCENE_MAPPING_H_
