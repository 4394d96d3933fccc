#include "server/listen_address.h"

#include <charconv>

#include "server/start_error.h"

namespace blindvla {
namespace {

constexpr char kExpected[] = "expected unix:/path/to/socket or tcp:127.0.0.1:port (port 0 takes any free one)";

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

std::string ListenAddress::Connectable(int bound_port, bool tls) const {
  if (is_unix()) return "unix:" + socket_.string();
  const std::string host = host_.find(':') == std::string::npos ? host_ : "[" + host_ + "]";
  return (tls ? "https://" : "tcp:") + host + ":" + std::to_string(bound_port);
}

}  // namespace blindvla
