#include "server/connection_limits.h"

#include <sys/resource.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <string>

#include "server/start_error.h"

namespace blindvla {
namespace {

// Files that are open for a moment only: pictures, a client's memory, a connection on its way out.
constexpr int kTransientDescriptors = 32;

// What a session's graphics context may keep open; GPU drivers keep several files for each.
constexpr int kDescriptorsPerSession = 16;

// Besides sessions: those who ask what this is and how it is.
constexpr int kExtraConnections = 8;

int OpenDescriptors() {
  return static_cast<int>(std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {}));
}

}  // namespace

ConnectionLimits ConnectionLimits::For(int max_sessions) {
  const int wanted = 2 * max_sessions + kExtraConnections;
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  const int allowed = static_cast<int>(std::min<rlim_t>(files.rlim_cur, 1 << 20));
  const int reserved = OpenDescriptors() + kTransientDescriptors + kDescriptorsPerSession * max_sessions;
  const int total = std::min(4 * wanted, allowed - reserved);
  if (total < max_sessions + kExtraConnections) {
    throw StartError("this process may open " + std::to_string(allowed) + " files, " + std::to_string(max_sessions) +
                     " sessions need " + std::to_string(reserved + max_sessions + kExtraConnections) +
                     "; raise the limit (ulimit -n) or lower --max-sessions");
  }
  // No peer takes all.
  return {std::min(wanted, std::max(max_sessions, total - kExtraConnections)), total};
}

void RaiseDescriptorLimit() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
}

}  // namespace blindvla
