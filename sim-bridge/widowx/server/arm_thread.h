#ifndef BLINDVLA_WIDOWX_SERVER_ARM_THREAD_H_
#define BLINDVLA_WIDOWX_SERVER_ARM_THREAD_H_

#include <thread>

#include "widowx/safety/arm_control.h"

namespace blindvla::widowx {

// Makes an arm's turns, from construction to destruction.
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
    do control_.Turn();
    while (control_.WaitForTurn());
  }

  ArmControl& control_;
  std::thread thread_;
};

}  // namespace blindvla::widowx

#endif  // BLINDVLA_WIDOWX_SERVER_ARM_THREAD_H_
