#include "widowx/emulator/camera_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "server/start_error.h"

namespace blindvla::widowx {
namespace {

constexpr std::size_t kLongestRequest = 8192;
constexpr std::size_t kMostWatchers = 16;
constexpr std::size_t kGarbageBytes = 20000;

constexpr char kBeginning[] =
    "HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=picture\r\nCache-Control: no-store\r\n"
    "Connection: close\r\n\r\n";
constexpr char kNotFound[] = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

Descriptor Listen(int port, int* bound) {
  Descriptor listener(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const int yes = 1;
  setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(listener.get(), reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener.get(), 8) != 0 ||
      getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw StartError("the camera's port " + std::to_string(port) + ": " + std::strerror(errno));
  }
  *bound = ntohs(address.sin_port);
  return listener;
}

}  // namespace

CameraServer::CameraServer(int port, std::string name)
    : path_("/" + std::move(name)), wake_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  int bound;
  listener_ = Listen(port, &bound);
  url_ = "http://127.0.0.1:" + std::to_string(bound) + path_;
  thread_ = std::thread([this] { Run(); });
}

CameraServer::~CameraServer() {
  is_ending_ = true;
  Wake();
  thread_.join();
}

void CameraServer::Show(std::vector<std::uint8_t> jpeg) {
  {
    const std::scoped_lock lock(mutex_);
    if (shown_++ % static_cast<std::uint64_t>(every_) != 0) return;
    if (fault_ == CameraFault::kSilent || fault_ == CameraFault::kClosed) return;
    if (fault_ == CameraFault::kFrozen) {
      if (frozen_.empty()) frozen_ = std::move(jpeg);
      jpeg = frozen_;
    }
    if (fault_ == CameraFault::kGarbage) {
      jpeg.resize(kGarbageBytes);
      for (std::uint8_t& byte : jpeg) byte = static_cast<std::uint8_t>(noise_());
    }
    std::string part =
        "--picture\r\nContent-Type: image/jpeg\r\nContent-Length: " + std::to_string(jpeg.size()) + "\r\n\r\n";
    part.append(jpeg.begin(), jpeg.end()).append("\r\n");
    part_ = std::make_shared<const std::string>(std::move(part));
    ++part_number_;
  }
  Wake();
}

void CameraServer::SetFault(CameraFault fault, int every) {
  {
    const std::scoped_lock lock(mutex_);
    fault_ = fault;
    every_ = every;
    shown_ = 0;
    frozen_.clear();
  }
  Wake();
}

void CameraServer::Wake() const {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = write(wake_.get(), &one, sizeof one);
}

void CameraServer::Run() {
  std::vector<pollfd> sources;
  while (!is_ending_) {
    sources.assign({{listener_.get(), POLLIN, 0}, {wake_.get(), POLLIN, 0}});
    for (const Watcher& watcher : watching_)
      sources.push_back({watcher.connection.get(), static_cast<short>(watcher.sending ? POLLIN | POLLOUT : POLLIN), 0});
    poll(sources.data(), sources.size(), -1);
    std::uint64_t woken;
    [[maybe_unused]] const ssize_t read_bytes = read(wake_.get(), &woken, sizeof woken);

    std::shared_ptr<const std::string> part;
    std::uint64_t number;
    bool is_closed;
    {
      const std::scoped_lock lock(mutex_);
      part = part_;
      number = part_number_;
      is_closed = fault_ == CameraFault::kClosed;
    }
    for (std::size_t i = 0; i < watching_.size(); ++i) {
      Watcher& watcher = watching_[i];
      bool goes_on = !is_closed && (sources[i + 2].revents == 0 || Read(&watcher));
      if (goes_on && watcher.is_watching && !watcher.sending && watcher.number != number && part) {
        watcher.sending = part;
        watcher.number = number;
      }
      goes_on = goes_on && Write(&watcher);
      if (!goes_on) watcher.connection.Close();
    }
    std::erase_if(watching_, [](const Watcher& watcher) { return !watcher.connection; });
    if (sources[0].revents != 0) Accept();
    int watchers = 0;
    for (const Watcher& watcher : watching_) watchers += watcher.is_watching ? 1 : 0;
    watchers_ = watchers;
  }
}

void CameraServer::Accept() {
  Descriptor connection(accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  const std::scoped_lock lock(mutex_);
  if (!connection || fault_ == CameraFault::kClosed || watching_.size() >= kMostWatchers) return;
  Watcher watcher;
  watcher.connection = std::move(connection);
  watcher.number = part_number_;  // what was shown before it came is not what is seen now
  watching_.push_back(std::move(watcher));
}

bool CameraServer::Read(Watcher* watcher) const {
  char text[1024];
  for (;;) {
    const ssize_t count = recv(watcher->connection.get(), text, sizeof text, 0);
    if (count < 0) return errno == EAGAIN || errno == EINTR;
    if (count == 0) return false;
    if (watcher->is_watching) continue;  // it has nothing to say
    watcher->request.append(text, static_cast<std::size_t>(count));
    if (watcher->request.size() > kLongestRequest) return false;
    if (watcher->request.find("\r\n\r\n") == std::string::npos) continue;
    if (watcher->request.rfind("GET " + path_ + " HTTP/1.", 0) != 0) {
      send(watcher->connection.get(), kNotFound, sizeof kNotFound - 1, MSG_NOSIGNAL);
      return false;
    }
    watcher->is_watching = true;
    watcher->sending = std::make_shared<const std::string>(kBeginning);
  }
}

bool CameraServer::Write(Watcher* watcher) const {
  while (watcher->sending) {
    const std::string& bytes = *watcher->sending;
    const ssize_t count =
        send(watcher->connection.get(), bytes.data() + watcher->sent, bytes.size() - watcher->sent, MSG_NOSIGNAL);
    if (count < 0) return errno == EAGAIN || errno == EINTR;
    watcher->sent += static_cast<std::size_t>(count);
    if (watcher->sent < bytes.size()) continue;
    watcher->sending.reset();
    watcher->sent = 0;
  }
  return true;
}

}  // namespace blindvla::widowx
