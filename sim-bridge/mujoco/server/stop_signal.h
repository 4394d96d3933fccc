#ifndef BLINDVLA_SERVER_STOP_SIGNAL_H_
#define BLINDVLA_SERVER_STOP_SIGNAL_H_

namespace blindvla {

// SIGTERM, SIGINT and SIGHUP, a terminal that closed, as something to wait for. To be made before any thread, so that
// every thread inherits the blocked signals.
class StopSignal {
 public:
  // `supervised`: the end of standard input is one, too; it also ends a process that SIGSTOP stopped.
  explicit StopSignal(bool supervised = false);
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  // Returns when one of them came.
  void Wait() const;

  // Readable once one of the signals came, for whoever waits for something else, too.
  int descriptor() const { return descriptor_; }

 private:
  bool supervised_;
  int descriptor_;
};

}  // namespace blindvla

#endif  // BLINDVLA_SERVER_STOP_SIGNAL_H_
