#ifndef BLINDVLA_SERVER_LISTEN_ADDRESS_H_
#define BLINDVLA_SERVER_LISTEN_ADDRESS_H_

#include <filesystem>
#include <string>

namespace blindvla {

// Where a server listens: "unix:/path" or "tcp:host:port", port 0 for any free one.
class ListenAddress {
 public:
  // Throws StartError.
  static ListenAddress Parse(const std::string& text);

  bool is_unix() const { return !socket_.empty(); }
  const std::filesystem::path& socket() const { return socket_; }  // absolute; empty for TCP
  const std::string& host() const { return host_; }
  int port() const { return port_; }

  // Nobody outside this machine can connect.
  bool is_local() const;

  // As a client wants it, with the port that was bound: "unix:/path", "tcp:host:port", or "https://host:port".
  std::string Connectable(int bound_port, bool tls) const;

 private:
  std::filesystem::path socket_;
  std::string host_;
  int port_ = 0;
};

}  // namespace blindvla

#endif  // BLINDVLA_SERVER_LISTEN_ADDRESS_H_
