#include "server/benchmarks/benchmark_options.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <stdexcept>

#include "simulation/engine_errors.h"

namespace blindvla {

bool BenchmarkOptions::Read(const std::string& flag) {
  const auto found = std::find(words_.begin(), words_.end(), flag);
  if (found == words_.end()) return false;
  words_.erase(found);
  return true;
}

void BenchmarkOptions::Read(const std::string& flag, int* value) {
  std::string text;
  if (!ReadText(flag, &text)) return;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), *value);
  if (error != std::errc() || rest != text.data() + text.size() || *value < 1)
    throw std::invalid_argument(flag + " " + text + ": expected a number of at least 1");
}

void BenchmarkOptions::Read(const std::string& flag, GlBackend* value) {
  std::string text;
  if (!ReadText(flag, &text)) return;
  if (text == "auto")
    *value = GlBackend::kAuto;
  else if (text == "egl")
    *value = GlBackend::kEgl;
  else if (text == "osmesa")
    *value = GlBackend::kOsMesa;
  else
    throw std::invalid_argument(flag + " " + text + ": expected auto, egl or osmesa");
}

void BenchmarkOptions::Read(const std::string& flag, std::filesystem::path* value) {
  std::string text;
  if (ReadText(flag, &text)) *value = text;
}

void BenchmarkOptions::ReadRequired(const std::string& flag, std::filesystem::path* value) {
  Read(flag, value);
  if (value->empty()) throw std::invalid_argument(flag + " is missing; see --help");
}

void BenchmarkOptions::Finish() const {
  if (!words_.empty()) throw std::invalid_argument("there is no " + words_.front() + ", or not twice; see --help");
}

bool BenchmarkOptions::ReadText(const std::string& flag, std::string* value) {
  const auto found = std::find(words_.begin(), words_.end(), flag);
  if (found == words_.end()) return false;
  if (found + 1 == words_.end()) throw std::invalid_argument(flag + " needs a value; see --help");
  *value = found[1];
  words_.erase(found, found + 2);
  return true;
}

int RunBenchmark(const char* name, const char* help, int count, char** values,
                 const std::function<void(BenchmarkOptions&)>& run) {
  if (count == 2 && std::strcmp(values[1], "--help") == 0) {
    std::fputs(help, stdout);
    return 0;
  }
  try {
    setenv("LP_NUM_THREADS", "0", 0);  // the pictures' threads would share the cores with physics
    InstallEngineErrorHandlers();
    BenchmarkOptions options(count, values);
    run(options);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", name, error.what());
    return 2;
  }
}

}  // namespace blindvla
