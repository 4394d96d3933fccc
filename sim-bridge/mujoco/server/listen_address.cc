#include "server/listen_address.h"

#include <netdb.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <memory>

namespace blindvla {
namespace {

constexpr char kExpected[] = "expected unix:/path/to/socket or tcp:127.0.0.1:port (port 0 takes any free one)";
constexpr std::size_t kMaxSocketPath = sizeof(sockaddr_un::sun_path) - 1;

class Socket {
 public:
  Socket(int family) : descriptor_(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
  ~Socket() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

void PrepareUnix(const std::filesystem::path& path) {
  const std::filesystem::path folder = path.parent_path();
  if (path.native().size() > kMaxSocketPath) {
    throw StartError("the socket path " + path.string() + " has " + std::to_string(path.native().size()) +
                     " bytes, at most " + std::to_string(kMaxSocketPath) +
                     " are possible; choose a shorter folder, such as /tmp");
  }
  if (!std::filesystem::is_directory(folder)) {
    throw StartError("the folder " + folder.string() + " of the socket does not exist; make it first");
  }
  if (access(folder.c_str(), W_OK | X_OK) != 0) {
    throw StartError("no socket can be made in " + folder.string() + " (" + std::strerror(errno) +
                     "); choose a folder that you may write to");
  }

  struct stat found {};
  if (lstat(path.c_str(), &found) != 0) return;
  if (!S_ISSOCK(found.st_mode)) {
    throw StartError(path.string() + " exists and is not a socket; remove it or choose another path");
  }
  const Socket probe(AF_UNIX);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.c_str(), path.native().size());
  if (connect(probe.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 || errno != ECONNREFUSED) {
    throw StartError("another server listens on " + path.string() + "; stop it or choose another path");
  }
  std::filesystem::remove(path);
}

// gRPC says only that it failed; a bind of our own has the reason.
void PrepareTcp(const std::string& host, int port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* list = nullptr;
  if (const int error = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &list); error != 0) {
    throw StartError("the host '" + host + "' cannot be resolved: " + gai_strerror(error));
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(list, freeaddrinfo);
  const Socket probe(list->ai_family);
  const int reuse = 1;  // a port in TIME_WAIT is free
  setsockopt(probe.get(), SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse);
  if (bind(probe.get(), list->ai_addr, list->ai_addrlen) == 0) return;
  const std::string where = "port " + std::to_string(port) + " of " + host;
  if (errno == EADDRINUSE) throw StartError(where + " is in use; choose another port, or 0 for any free one");
  if (errno == EACCES) throw StartError(where + " needs privileges; choose a port above 1023, or 0 for any free one");
  if (errno == EADDRNOTAVAIL) throw StartError(host + " is not an address of this machine");
  throw StartError(where + " cannot be listened on: " + std::strerror(errno));
}

}  // namespace

ListenAddress ListenAddress::Parse(const std::string& text) {
  ListenAddress address;
  if (text.starts_with("unix:") && text.size() > 5) {
    address.socket_ = std::filesystem::absolute(text.substr(5)).lexically_normal();
    return address;
  }
  const std::size_t colon = text.rfind(':');
  if (!text.starts_with("tcp:") || colon <= 4) throw StartError("--listen " + text + ": " + kExpected);
  address.host_ = text.substr(4, colon - 4);
  if (address.host_.starts_with('[') && address.host_.ends_with(']')) {
    address.host_ = address.host_.substr(1, address.host_.size() - 2);
  }
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data() + colon + 1, end, address.port_);
  if (error != std::errc() || rest != end || address.port_ < 0 || address.port_ > 65535 || address.host_.empty()) {
    throw StartError("--listen " + text + ": " + kExpected);
  }
  return address;
}

bool ListenAddress::is_local() const {
  return is_unix() || host_ == "localhost" || host_ == "::1" ||
         (host_.starts_with("127.") && host_.find_first_not_of("0123456789.") == std::string::npos);
}

std::string ListenAddress::Target() const {
  if (is_unix()) return "unix:" + socket_.string();
  return (host_.find(':') == std::string::npos ? host_ : "[" + host_ + "]") + ":" + std::to_string(port_);
}

std::string ListenAddress::Connectable(int bound_port, bool tls) const {
  if (is_unix()) return "unix:" + socket_.string();
  const std::string host = host_.find(':') == std::string::npos ? host_ : "[" + host_ + "]";
  return (tls ? "https://" : "tcp:") + host + ":" + std::to_string(bound_port);
}

void ListenAddress::Prepare() const { is_unix() ? PrepareUnix(socket_) : PrepareTcp(host_, port_); }

}  // namespace blindvla
