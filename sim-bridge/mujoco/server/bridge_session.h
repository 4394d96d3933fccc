#ifndef BLINDVLA_SERVER_BRIDGE_SESSION_H_
#define BLINDVLA_SERVER_BRIDGE_SESSION_H_

#include <optional>
#include <stdexcept>

#include "server/bridge_messages.h"
#include "server/picture_memory.h"

namespace blindvla {

// A workcell was stopped: the call ends as ABORTED, and the run with it.
class EmergencyStop : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A part of a workcell broke, a camera or a cable, and a person mends it: the call ends as UNAVAILABLE.
class Breakdown : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// What one client's session does, whatever is behind it and whatever carries its messages. Every call on the thread
// that made it.
class BridgeSession {
 public:
  virtual ~BridgeSession() = default;

  // Where pictures go from now on, as far as there is room; none: inside the messages.
  virtual void SetPictureMemory(std::optional<PictureMemory>) {}

  // Overwrites `response`; its memory is reused from one call to the next. After an exception the session is useless.
  virtual void Handle(const bridge::ConnectRequest& request, bridge::ConnectResponse* response) = 0;
};

}  // namespace blindvla

#endif  // BLINDVLA_SERVER_BRIDGE_SESSION_H_
