#ifndef BLINDVLA_WIDOWX_SCHEDULING_SCHEDULING_H_
#define BLINDVLA_WIDOWX_SCHEDULING_SCHEDULING_H_

namespace blindvla::widowx {

// Of SCHED_FIFO: whoever has more goes first.
enum class Urgency { kEmulator = 10, kCamera = 15, kSession = 20, kArm = 30 };

// The calling thread wakes when it asked to, and runs before what else the machine does: SCHED_FIFO. Where this process
// may not have that (root, or an rtprio limit in /etc/security/limits.conf), a better nice value if it may have one.
// Threads made by it later do not inherit that. Returns whether it is SCHED_FIFO.
bool RunFirst(Urgency urgency);

}  // namespace blindvla::widowx

#endif  // BLINDVLA_WIDOWX_SCHEDULING_SCHEDULING_H_
