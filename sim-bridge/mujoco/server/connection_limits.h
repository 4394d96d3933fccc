#ifndef BLINDVLA_SERVER_CONNECTION_LIMITS_H_
#define BLINDVLA_SERVER_CONNECTION_LIMITS_H_

namespace blindvla {

// How many connections a server keeps open.
struct ConnectionLimits {
  int per_peer;  // a process on a Unix socket, an address elsewhere
  int total;

  // Enough for every session of `max_sessions` and for as many who only look, from one peer and from several; fewer
  // where this process may not open that many files. Throws StartError where they would not do for the sessions.
  static ConnectionLimits For(int max_sessions);
};

// Lets this process open as many files as it may ask for.
void RaiseDescriptorLimit();

}  // namespace blindvla

#endif  // BLINDVLA_SERVER_CONNECTION_LIMITS_H_
