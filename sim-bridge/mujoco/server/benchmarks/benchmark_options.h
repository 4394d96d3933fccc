#ifndef BLINDVLA_SERVER_BENCHMARKS_BENCHMARK_OPTIONS_H_
#define BLINDVLA_SERVER_BENCHMARKS_BENCHMARK_OPTIONS_H_

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "rendering/gl_platform.h"

namespace blindvla {

// The command line of a benchmark. Each option is read by its name; what nobody read is refused. Throws
// std::invalid_argument.
class BenchmarkOptions {
 public:
  BenchmarkOptions(int count, char** values) : words_(values + 1, values + count) {}

  // Whether a flag without a value is there.
  bool Read(const std::string& flag);

  // What follows an option; untouched where it is not given.
  void Read(const std::string& flag, int* value);  // at least 1
  void Read(const std::string& flag, GlBackend* value);
  void Read(const std::string& flag, std::filesystem::path* value);
  void ReadRequired(const std::string& flag, std::filesystem::path* value);

  // Refuses what was not read.
  void Finish() const;

 private:
  bool ReadText(const std::string& flag, std::string* value);

  std::vector<std::string> words_;
};

// The main function of a benchmark: 0 when it ran or showed its help, 2 with one line when it could not.
int RunBenchmark(const char* name, const char* help, int count, char** values,
                 const std::function<void(BenchmarkOptions&)>& run);

}  // namespace blindvla

#endif  // BLINDVLA_SERVER_BENCHMARKS_BENCHMARK_OPTIONS_H_
