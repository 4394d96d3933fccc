#include "server/options.h"

#include <charconv>
#include <functional>
#include <map>
#include <vector>

#include "server/start_error.h"
#include "simulation/nearest_names.h"

namespace blindvla {
namespace {

template <typename T>
T ParseNumber(const std::string& flag, const std::string& text, T minimum, T maximum) {
  T value{};
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || rest != text.data() + text.size() || !(value >= minimum && value <= maximum)) {
    throw StartError(flag + " " + text + ": expected a number from " + std::to_string(minimum) + " to " +
                     std::to_string(maximum));
  }
  return value;
}

}  // namespace

Options Options::Parse(std::span<const char* const> arguments) {
  Options options;
  bool allow_remote = false;
  RemoteAccess access;

  const std::map<std::string, std::function<void()>> switches = {
      {"--help", [&] { options.help = true; }},
      {"--version", [&] { options.version = true; }},
      {"--describe", [&] { options.describe = true; }},
      {"--allow-remote", [&] { allow_remote = true; }},
      {"--soft-shadows", [&] { options.soft_shadows = true; }},
      {"--die-with-parent", [&] { options.supervised = true; }},
  };
  const std::map<std::string, std::function<void(const std::string& flag, const std::string& value)>> settings = {
      {"--assets", [&](auto&, auto& value) { options.assets = value; }},
      {"--listen", [&](auto&, auto& value) { options.listen = ListenAddress::Parse(value); }},
      {"--tls-cert", [&](auto&, auto& value) { access.certificate = value; }},
      {"--tls-key", [&](auto&, auto& value) { access.key = value; }},
      {"--token-file", [&](auto&, auto& value) { access.token = value; }},
      {"--max-sessions", [&](auto& flag, auto& value) { options.max_sessions = ParseNumber(flag, value, 1, 1024); }},
      {"--gl",
       [&](auto&, auto& value) {
         const std::map<std::string, GlBackend> backends = {
             {"auto", GlBackend::kAuto}, {"egl", GlBackend::kEgl}, {"osmesa", GlBackend::kOsMesa}};
         const auto found = backends.find(value);
         if (found == backends.end()) throw StartError("--gl " + value + ": expected auto, egl or osmesa");
         options.gl = found->second;
       }},
      {"--gl-device", [&](auto& flag, auto& value) { options.gl_device = ParseNumber(flag, value, 0, 63); }},
      {"--supersample", [&](auto& flag, auto& value) { options.supersample = ParseNumber(flag, value, 1, 2); }},
      {"--watchdog-seconds",
       [&](auto& flag, auto& value) { options.watchdog_seconds = ParseNumber(flag, value, 0.1, 86400.0); }},
      {"--drain-seconds",
       [&](auto& flag, auto& value) { options.drain_seconds = ParseNumber(flag, value, 0.0, 86400.0); }},
      {"--idle-seconds",
       [&](auto& flag, auto& value) { options.idle_seconds = ParseNumber(flag, value, 1.0, 604800.0); }},
  };

  for (std::size_t i = 0; i < arguments.size(); ++i) {
    std::string flag = arguments[i];
    std::optional<std::string> value;
    if (const std::size_t equals = flag.find('='); equals != std::string::npos) {
      value = flag.substr(equals + 1);
      flag.resize(equals);
    }
    if (const auto found = switches.find(flag); found != switches.end()) {
      if (value) throw StartError(flag + " takes no value, found '" + *value + "'");
      found->second();
      continue;
    }
    const auto found = settings.find(flag);
    if (found == settings.end()) {
      std::vector<std::string> known;
      for (const auto& [name, action] : switches) known.push_back(name);
      for (const auto& [name, action] : settings) known.push_back(name);
      throw StartError("there is no flag " + flag + "; " + SuggestNames(flag, known));
    }
    if (!value) {
      if (i + 1 == arguments.size()) throw StartError(flag + " needs a value; see --help");
      value = arguments[++i];
    }
    found->second(flag, *value);
  }

  if (options.help || options.version) return options;
  if (options.assets.empty()) throw StartError("--assets DIR is missing: the folder of models and pictures to serve");
  if (options.gl_device && options.gl == GlBackend::kOsMesa)
    throw StartError("--gl-device chooses an EGL device; OSMesa has none");
  if (options.describe) return options;
  if (!options.listen)
    throw StartError("--listen is missing, for example --listen unix:/tmp/blindvla.sock or --listen tcp:127.0.0.1:0");

  const int given = !access.certificate.empty() + !access.key.empty() + !access.token.empty();
  if (given == 3) {
    options.access = access;
  } else if (given > 0) {
    throw StartError(
        "--tls-cert, --tls-key and --token-file go together; a token without TLS could be read on the way");
  }
  if (!options.listen->is_local() && !(allow_remote && options.access)) {
    throw StartError("listening on " + options.listen->host() +
                     " lets other machines in; that needs --allow-remote with --tls-cert, --tls-key and --token-file. "
                     "For this machine only, listen on 127.0.0.1 or a Unix socket");
  }
  if (options.listen->is_unix() && options.access) {
    throw StartError("a Unix socket has no TLS: its file permissions say who may connect");
  }
  return options;
}

const char* Options::Help() {
  return R"(blindvla-mujoco-server: the WidowX table-top in MuJoCo behind the bridge of protos/blindvla/bridge/v1

  blindvla-mujoco-server --assets DIR --listen ADDRESS [options]

  --assets DIR            models, meshes and pictures to serve
  --listen ADDRESS        unix:/path/to/socket, or tcp:127.0.0.1:PORT (0: any free port)
  --max-sessions N        concurrent sessions, 1 to 1024 (8)
  --gl auto|egl|osmesa    off-screen OpenGL; auto takes EGL and falls back to OSMesa (auto)
  --gl-device N           EGL device by index, instead of hardware before software
  --supersample 1|2       pixels drawn per pixel shown, along each axis (1)
  --soft-shadows          things cast shadows: for people, at ten times the cost
  --watchdog-seconds S    a native call longer than this ends the process with code 124 (60)
  --drain-seconds S       how long sessions may go on after SIGTERM or SIGINT (5)
  --idle-seconds S        a session whose client asks nothing for longer is ended (3600)
  --die-with-parent       end when standard input ends, as it does when the parent is gone;
                          the same as BLINDVLA_SUPERVISED=1 in the environment
  --allow-remote          with the three below: listen on an address that other machines reach
  --tls-cert FILE         PEM certificate
  --tls-key FILE          PEM private key
  --token-file FILE       its first line is the token that every call must carry (16 to 4096 bytes)
  --describe              print what this server is as JSON, and exit
  --version, --help

Prints "listening on ADDRESS" when ready. Exit codes: 0 stopped, 2 could not start, 124 watchdog.

Example: blindvla-mujoco-server --assets artifacts/assets --listen unix:/tmp/blindvla.sock
)";
}

}  // namespace blindvla
