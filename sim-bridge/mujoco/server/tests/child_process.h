#ifndef BLINDVLA_SERVER_TESTS_CHILD_PROCESS_H_
#define BLINDVLA_SERVER_TESTS_CHILD_PROCESS_H_

#include <sys/types.h>

#include <string>
#include <vector>

namespace blindvla {

// A program run by a test. Killed, if need be, in the destructor.
class ChildProcess {
 public:
  // `environment` is added to this process's own.
  explicit ChildProcess(const std::vector<std::string>& command, const std::vector<std::string>& environment = {});
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  // The next line of its standard output, empty at the end.
  std::string ReadLine();

  pid_t pid() const { return pid_; }
  void Signal(int signal);
  // To its standard input.
  void WriteLine(const std::string& line);
  void CloseInput();

  // Waits for its end. The exit code, or 128 + the signal that killed it.
  int Wait();

  // All of what it wrote, after Wait.
  const std::string& output() const { return output_; }
  const std::string& errors() const { return errors_; }

 private:
  pid_t pid_ = -1;
  int input_ = -1;
  int output_pipe_ = -1;
  int errors_pipe_ = -1;
  std::string output_;
  std::string errors_;
  std::size_t read_ = 0;  // of output_, by ReadLine
};

}  // namespace blindvla

#endif  // BLINDVLA_SERVER_TESTS_CHILD_PROCESS_H_
