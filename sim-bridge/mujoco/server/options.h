#ifndef BLINDVLA_SERVER_OPTIONS_H_
#define BLINDVLA_SERVER_OPTIONS_H_

#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "rendering/gl_platform.h"
#include "server/credentials.h"
#include "server/listen_address.h"

namespace blindvla {

// The command line.
struct Options {
  bool help = false;
  bool version = false;
  bool describe = false;
  std::filesystem::path assets;
  std::optional<ListenAddress> listen;
  std::optional<RemoteAccess> access;
  int max_sessions = 8;
  GlBackend gl = GlBackend::kAuto;
  std::optional<int> gl_device;
  int supersample = 1;
  bool soft_shadows = false;
  double watchdog_seconds = 60;
  double drain_seconds = 5;
  double idle_seconds = 3600;
  bool supervised = false;

  // Without the program's name. Throws StartError.
  static Options Parse(std::span<const char* const> arguments);

  static const char* Help();
};

}  // namespace blindvla

#endif  // BLINDVLA_SERVER_OPTIONS_H_
