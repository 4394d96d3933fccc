#include "server/stop_signal.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "server/start_error.h"

namespace blindvla {

StopSignal::StopSignal(bool supervised) : supervised_(supervised) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  descriptor_ = signalfd(-1, &signals, SFD_CLOEXEC);
  if (descriptor_ < 0) throw StartError(std::string("signalfd: ") + std::strerror(errno));
  if (supervised) {
    // A process that somebody stopped reads nothing, and would outlive its parent: the kernel lets it go on when its
    // input ends. Where that is no pipe, nothing comes of this.
    fcntl(STDIN_FILENO, F_SETOWN, getpid());
    fcntl(STDIN_FILENO, F_SETSIG, SIGCONT);
    fcntl(STDIN_FILENO, F_SETFL, fcntl(STDIN_FILENO, F_GETFL) | O_ASYNC);
  }
}

StopSignal::~StopSignal() { close(descriptor_); }

void StopSignal::Wait() const {
  pollfd sources[] = {{descriptor_, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
  for (;;) {
    if (poll(sources, supervised_ ? 2 : 1, -1) < 0) continue;  // interrupted
    if (sources[0].revents != 0) return;
    char ignored[256];
    if (sources[1].revents != 0 && read(STDIN_FILENO, ignored, sizeof ignored) <= 0) return;
  }
}

}  // namespace blindvla
