#ifndef BLINDVLA_SERVER_TABLETOP_H_
#define BLINDVLA_SERVER_TABLETOP_H_

#include <chrono>

#include "server/environment_service.h"
#include "server/session.h"

namespace blindvla {

// The service of a workcell: a Session for every stream.
EnvironmentService ServeTabletop(const Workcell& workcell, int max_sessions,
                                 std::chrono::duration<double> idle_timeout);

}  // namespace blindvla

#endif  // BLINDVLA_SERVER_TABLETOP_H_
