#include "server/listener.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <memory>
#include <utility>

#include "server/start_error.h"

namespace blindvla {
namespace {

constexpr std::size_t kMaxSocketPath = sizeof(sockaddr_un::sun_path) - 1;

// When there is neither a descriptor nor memory for a connection, until another try.
constexpr int kRetryMilliseconds = 50;

constexpr std::chrono::seconds kLogInterval(60);

Descriptor ReserveDescriptor() { return Descriptor(open("/dev/null", O_RDONLY | O_CLOEXEC)); }

sockaddr_un SocketName(const std::filesystem::path& path) {
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  std::memcpy(name.sun_path, path.c_str(), path.native().size());
  return name;
}

// Removes the socket file that a dead server left behind.
void Prepare(const std::filesystem::path& path) {
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
  const Descriptor probe(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const sockaddr_un name = SocketName(path);
  if (connect(probe.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0 || errno != ECONNREFUSED) {
    throw StartError("another server listens on " + path.string() + "; stop it or choose another path");
  }
  std::filesystem::remove(path);
}

Descriptor ListenOnUnix(const std::filesystem::path& path) {
  Prepare(path);
  Descriptor descriptor(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const sockaddr_un name = SocketName(path);
  // Only this user may connect to the socket.
  const mode_t previous = umask(0077);
  const int bound = bind(descriptor.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name);
  const int error = errno;
  umask(previous);
  if (bound != 0 || listen(descriptor.get(), SOMAXCONN) != 0)
    throw StartError("cannot listen on " + path.string() + ": " + std::strerror(bound != 0 ? error : errno));
  return descriptor;
}

int PortOf(const Descriptor& descriptor) {
  sockaddr_storage name{};
  socklen_t size = sizeof name;
  getsockname(descriptor.get(), reinterpret_cast<sockaddr*>(&name), &size);
  return ntohs(name.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6&>(name).sin6_port
                                          : reinterpret_cast<const sockaddr_in&>(name).sin_port);
}

Descriptor ListenOn(const addrinfo& address) {
  Descriptor descriptor(socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int on = 1;
  setsockopt(descriptor.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);  // a port in TIME_WAIT is free
  setsockopt(descriptor.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);  // connections inherit it
  if (bind(descriptor.get(), address.ai_addr, address.ai_addrlen) != 0 || listen(descriptor.get(), SOMAXCONN) != 0)
    descriptor.Close();
  return descriptor;
}

// On every address that `host` stands for and that this machine has, all with the same port.
std::vector<Descriptor> ListenOnTcp(const std::string& host, int* port) {
  const bool any_port = *port == 0;
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  std::vector<Descriptor> listening;
  // The first address may be given a port that the second one has in use.
  for (int attempt = 0; attempt < 10; ++attempt) {
    listening.clear();
    int error = 0;
    addrinfo* list = nullptr;
    if (const int unknown = getaddrinfo(host.c_str(), std::to_string(*port).c_str(), &hints, &list); unknown != 0)
      throw StartError("the host '" + host + "' cannot be resolved: " + gai_strerror(unknown));
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(list, freeaddrinfo);
    for (const addrinfo* address = list; address != nullptr; address = address->ai_next) {
      if (any_port && !listening.empty()) {
        const std::uint16_t same = htons(static_cast<std::uint16_t>(*port));
        if (address->ai_family == AF_INET6)
          reinterpret_cast<sockaddr_in6*>(address->ai_addr)->sin6_port = same;
        else
          reinterpret_cast<sockaddr_in*>(address->ai_addr)->sin_port = same;
      }
      Descriptor descriptor = ListenOn(*address);
      if (!descriptor) {
        if (error == 0 || errno == EADDRINUSE) error = errno;
        continue;
      }
      *port = PortOf(descriptor);
      listening.push_back(std::move(descriptor));
    }
    if (!listening.empty() && error != EADDRINUSE) return listening;
    if (any_port && !listening.empty()) {
      *port = 0;
      continue;
    }
    const std::string where = "port " + std::to_string(*port) + " of " + host;
    if (error == EADDRINUSE) throw StartError(where + " is in use; choose another port, or 0 for any free one");
    if (error == EACCES) throw StartError(where + " needs privileges; choose a port above 1023, or 0 for any free one");
    if (error == EADDRNOTAVAIL) throw StartError(host + " is not an address of this machine");
    throw StartError(where + " cannot be listened on: " + std::strerror(error));
  }
  throw StartError("no port is free on every address of " + host + "; choose one");
}

ino_t SocketOf(int descriptor) {
  struct stat found {};
  return fstat(descriptor, &found) == 0 && S_ISSOCK(found.st_mode) ? found.st_ino : 0;
}

// Who connected: a process of this machine, or an address.
std::string PeerOf(int connection) {
  sockaddr_storage name{};
  socklen_t size = sizeof name;
  if (getpeername(connection, reinterpret_cast<sockaddr*>(&name), &size) != 0) return "unknown";
  if (name.ss_family == AF_UNIX) {
    ucred credentials{};
    socklen_t length = sizeof credentials;
    getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &credentials, &length);
    return "process " + std::to_string(credentials.pid);
  }
  char host[NI_MAXHOST] = "unknown";
  getnameinfo(reinterpret_cast<const sockaddr*>(&name), size, host, sizeof host, nullptr, 0, NI_NUMERICHOST);
  return host;
}

}  // namespace

Listener::Listener(const ListenAddress& address, ConnectionLimits limits)
    : address_(address),
      limits_(limits),
      port_(address.port()),
      stop_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      reserve_(ReserveDescriptor()) {
  if (address.is_unix())
    listening_.push_back(ListenOnUnix(address.socket()));
  else
    listening_ = ListenOnTcp(address.host(), &port_);
}

Listener::~Listener() {
  Close();
  if (!address_.is_unix()) return;
  std::error_code gone_already;
  std::filesystem::remove(address_.socket(), gone_already);
}

void Listener::Start(std::function<void(int, int)> serve) {
  serve_ = std::move(serve);
  thread_ = std::thread([this] { Run(); });
}

void Listener::Close() {
  if (!thread_.joinable()) return;
  eventfd_write(stop_.get(), 1);
  thread_.join();
}

bool Listener::has_room() const {
  const std::scoped_lock lock(mutex_);
  if (static_cast<int>(connections_.size()) >= limits_.total) DropClosed();
  return static_cast<int>(connections_.size()) < limits_.total && ReserveDescriptor();
}

void Listener::Run() {
  std::vector<pollfd> sources = {{stop_.get(), POLLIN, 0}};
  for (const Descriptor& listening : listening_) sources.push_back({listening.get(), POLLIN, 0});
  for (;;) {
    if (poll(sources.data(), sources.size(), -1) < 0) continue;  // interrupted
    if (sources[0].revents != 0) return;
    for (std::size_t i = 1; i < sources.size(); ++i) {
      if (sources[i].revents != 0) AcceptOne(sources[i].fd);
    }
  }
}

void Listener::AcceptOne(int listening) {
  Descriptor connection(accept4(listening, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (connection) {
    if (Admit(connection.get())) serve_(listening, connection.Release());
    return;
  }
  if (errno != EMFILE && errno != ENFILE && errno != ENOBUFS && errno != ENOMEM) return;  // the client is gone again
  {
    // The descriptor that is free meanwhile is no room for anybody.
    const std::scoped_lock lock(mutex_);
    reserve_.Close();
    connection = Descriptor(accept4(listening, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (connection) Refuse(PeerOf(connection.get()), "this process has no descriptor free");
    connection.Close();
    reserve_ = ReserveDescriptor();
  }
  pollfd stop{stop_.get(), POLLIN, 0};
  if (!reserve_) poll(&stop, 1, kRetryMilliseconds);
}

bool Listener::Admit(int connection) {
  const std::string peer = PeerOf(connection);
  const std::scoped_lock lock(mutex_);
  connections_.erase(connection);
  const auto of_peer = [&] {
    return std::count_if(connections_.begin(), connections_.end(),
                         [&](const auto& kept) { return kept.second.peer == peer; });
  };
  if (static_cast<int>(connections_.size()) >= limits_.total || of_peer() >= limits_.per_peer) DropClosed();
  if (static_cast<int>(connections_.size()) >= limits_.total) {
    Refuse(peer, "all " + std::to_string(limits_.total) + " connections are taken");
    return false;
  }
  if (of_peer() >= limits_.per_peer) {
    Refuse(peer, "it has " + std::to_string(limits_.per_peer) + " open already, which is all that one peer gets");
    return false;
  }
  connections_[connection] = {SocketOf(connection), peer};
  return true;
}

void Listener::DropClosed() const {
  std::erase_if(connections_, [](const auto& kept) { return SocketOf(kept.first) != kept.second.socket; });
}

void Listener::Refuse(const std::string& peer, const std::string& reason) {
  // A flood of connections is not to become a flood of lines.
  const auto now = std::chrono::steady_clock::now();
  ++refused_;
  if (next_log_ > now) return;
  next_log_ = now + kLogInterval;
  std::fprintf(stderr, "refused %d connection%s, the last from %s: %s\n", refused_, refused_ == 1 ? "" : "s",
               peer.c_str(), reason.c_str());
  refused_ = 0;
}

}  // namespace blindvla
