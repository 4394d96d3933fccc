#include "widowx/scheduling/scheduling.h"

#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>

namespace blindvla::widowx {
namespace {

constexpr int kNice = -10;

}  // namespace

bool RunFirst(Urgency urgency) {
  // Linux otherwise lets a thread sleep 50 us longer than it asked for.
  prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
  sched_param parameter{};
  parameter.sched_priority = static_cast<int>(urgency);
  if (sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &parameter) == 0) return true;
  setpriority(PRIO_PROCESS, 0, kNice);  // of this thread, in Linux
  return false;
}

}  // namespace blindvla::widowx
