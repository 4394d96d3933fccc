#ifndef BLINDVLA_SERVER_LISTENER_H_
#define BLINDVLA_SERVER_LISTENER_H_

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "server/connection_limits.h"
#include "server/descriptor.h"
#include "server/listen_address.h"

namespace blindvla {

// Accepts the connections that gRPC then serves. gRPC 1.51 bounds their number nowhere, and never accepts another one
// after it has once found no descriptor free. Here what is over the limits is hung up on, and whoever has hung up makes
// room. Thread-safe.
class Listener {
 public:
  // Listens; connections wait. Throws StartError when the address is taken or cannot be used.
  Listener(const ListenAddress& address, ConnectionLimits limits);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  // That was bound; 0 for a Unix socket.
  int port() const { return port_; }

  // From now on every connection goes to `serve`, which then owns its descriptor and closes it.
  void Start(std::function<void(int listening, int connection)> serve);

  // Accepts no more. The address stays taken.
  void Close();

  // The next connection will be kept, if its peer has not too many.
  bool has_room() const;

 private:
  // A connection that was passed on. Its owner closes it without telling; the number is then free, or another file's.
  struct Connection {
    ino_t socket;
    std::string peer;
  };

  void Run();
  void AcceptOne(int listening);
  bool Admit(int connection);
  void Refuse(const std::string& peer, const std::string& reason);
  void DropClosed() const;

  const ListenAddress address_;
  const ConnectionLimits limits_;
  std::vector<Descriptor> listening_;
  int port_ = 0;
  Descriptor stop_;
  Descriptor reserve_;  // to be closed when no other is free, so that a connection can be accepted and hung up on
  std::function<void(int, int)> serve_;
  std::thread thread_;

  mutable std::mutex mutex_;
  mutable std::map<int, Connection> connections_;  // by descriptor
  int refused_ = 0;                                // since the last line about it; the thread's
  std::chrono::steady_clock::time_point next_log_{};
};

}  // namespace blindvla

#endif  // BLINDVLA_SERVER_LISTENER_H_
