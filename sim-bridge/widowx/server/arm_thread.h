#ifndef BLINDVLA_WIDOWX_SERVER_ARM_THREAD_H_
#define BLINDVLA_WIDOWX_SERVER_ARM_THREAD_H_

#include <cstdio>
#include <thread>

#include "widowx/safety/arm_control.h"
#include "widowx/scheduling/scheduling.h"

namespace blindvla::widowx {

// Makes an arm's turns, from construction to destruction, before whatever else the machine does.
class ArmThread {
 public:
  // `control` must outlive this.
  explicit ArmThread(ArmControl* control) : control_(*control), thread_([this] { Run(); }) {}
  ~ArmThread() {
    control_.End();
    thread_.join();
  }
  ArmThread(const ArmThread&) = delete;
  ArmThread& operator=(const ArmThread&) = delete;

 private:
  void Run() {
    if (!RunFirst(Urgency::kArm)) {
      std::fputs(
          "blindvla-widowx-server: no real-time scheduling (it needs root, or rtprio 30 in /etc/security/limits.conf): "
          "on a "
          "busy machine control periods get late\n",
          stderr);
    }
    do control_.Turn();
    while (control_.WaitForTurn());
  }

  ArmControl& control_;
  std::thread thread_;
};

}  // namespace blindvla::widowx

#endif  // BLINDVLA_WIDOWX_SERVER_ARM_THREAD_H_
