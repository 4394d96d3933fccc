#ifndef BLINDVLA_SERVER_STOP_SIGNAL_H_
#define BLINDVLA_SERVER_STOP_SIGNAL_H_

namespace blindvla {

// SIGTERM, SIGINT and SIGHUP, a terminal that closed, as something to wait for. To be made before any thread, so that
// every thread inherits the blocked signals.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  // Returns when one of the signals came, or, when `supervised`, when standard input ended.
  void Wait(bool supervised);

  // Readable once one of the signals came, for whoever waits for something else, too.
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

}  // namespace blindvla

#endif  // BLINDVLA_SERVER_STOP_SIGNAL_H_
