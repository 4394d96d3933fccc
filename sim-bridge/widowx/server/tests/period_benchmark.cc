// blindvla-widowx-period: how evenly a client gets its answers, with the server, the emulated arm and a busy machine.
#include <grpcpp/grpcpp.h>
#include <stdlib.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "blindvla/bridge/v1/environment.grpc.pb.h"
#include "server/benchmarks/benchmark_options.h"
#include "server/tests/child_process.h"
#include "widowx/rig/rig_file.h"
#include "widowx/scheduling/scheduling.h"

namespace blindvla::widowx::testing {
namespace {

namespace bridge = ::blindvla::bridge::v1;
using Clock = std::chrono::steady_clock;

constexpr char kHelp[] =
    R"(blindvla-widowx-period: how a control period is kept over the bridge, while every core is kept busy

  blindvla-widowx-period --assets DIR [--seconds N] [--busy N]

Starts an emulated arm with its camera and a server, and steps the arm with a picture of 224x224 in each answer, first with
a period of 200 ms, then of 20 ms, for N seconds each (60), while as many threads as --busy says (one a core) do nothing
but compute. Prints a table: by how much the time between two answers differs from the period, as the client sees it, and
how often the next period began late by the server's own clock, because the client's action came too late to keep the beat.
)";

// Keeps cores busy, as whatever else a machine does.
class BusyCores {
 public:
  explicit BusyCores(int count) {
    for (int i = 0; i < count; ++i)
      threads_.emplace_back([this] {
        while (!is_ending_.load(std::memory_order_relaxed)) {
        }
      });
  }
  ~BusyCores() {
    is_ending_ = true;
    for (std::thread& thread : threads_) thread.join();
  }

 private:
  std::atomic<bool> is_ending_ = false;
  std::vector<std::thread> threads_;
};

// A folder that is there as long as this is.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "blindvla-widowx-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("a folder for temporary files");
    path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string operator/(const char* name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

struct Result {
  std::vector<double> jitter;  // s, of each time between two answers, sorted
  int steps = 0;
  int late = 0;
};

Result Measure(const std::filesystem::path& assets, double period, double seconds, int busy) {
  const Folder folder;
  ChildProcess emulator({BLINDVLA_WIDOWX_EMULATOR, "--assets", assets, "--link", folder / "port"});
  if (emulator.ReadLine().empty()) throw std::runtime_error("the emulator did not start");
  emulator.WriteLine("camera url");
  Rig rig = StandardRig();
  rig.port = folder / "port";
  rig.motion.control_period = period;
  rig.motion.bus_watchdog = 100;
  rig.safety.silence_seconds = 5;
  rig.cameras[0].source = emulator.ReadLine();
  rig.cameras[0].stale_seconds = 30;
  rig.cameras[0].frozen_seconds = 60;
  std::ofstream(folder / "rig.json") << ToJson(rig);
  const std::string address = "unix:" + folder / "socket";
  ChildProcess server({BLINDVLA_WIDOWX_SERVER, "--rig", folder / "rig.json", "--assets", assets, "--listen", address});
  if (server.ReadLine().empty()) {
    server.Wait();
    throw std::runtime_error("the server did not start: " + server.errors());
  }

  const auto stub =
      bridge::EnvironmentService::NewStub(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  const auto stream = stub->Connect(&context);
  bridge::ConnectRequest request;
  bridge::ConnectResponse response;
  const auto ask = [&] {
    if (stream->Write(request) && stream->Read(&response)) return;
    throw std::runtime_error("the session ended: " + stream->Finish().error_message());
  };
  bridge::CameraRequest* camera = request.mutable_reset()->add_cameras();
  camera->set_name(rig.cameras[0].name);
  camera->set_width(224);
  camera->set_height(224);
  const auto cameras = request.reset().cameras();
  ask();
  request.mutable_step()->mutable_cameras()->CopyFrom(cameras);
  for (const float value : {0, 0, 0, 0, 0, 0, 1}) request.mutable_step()->add_action(value);
  ask();

  const BusyCores cores(busy);
  // What is measured is the server, not how its client is scheduled.
  RunFirst(Urgency::kSession);
  Result result;
  double server_time = response.step().observation().time_seconds();
  Clock::time_point last = Clock::now();
  for (; result.steps < static_cast<int>(seconds / period); ++result.steps) {
    ask();
    const Clock::time_point now = Clock::now();
    result.jitter.push_back(std::abs(std::chrono::duration<double>(now - last).count() - period));
    last = now;
    const double time = response.step().observation().time_seconds();
    if (time - server_time > period * 1.0001) ++result.late;
    server_time = time;
  }
  std::sort(result.jitter.begin(), result.jitter.end());
  stream->WritesDone();
  stream->Finish();
  return result;
}

void Run(BenchmarkOptions& options) {
  std::filesystem::path assets;
  int seconds = 60, busy = static_cast<int>(std::thread::hardware_concurrency());
  options.ReadRequired("--assets", &assets);
  options.Read("--seconds", &seconds);
  options.Read("--busy", &busy);
  options.Finish();
  const bool is_real_time = std::async(std::launch::async, [] { return RunFirst(Urgency::kSession); }).get();
  std::printf("%d busy threads, scheduling: %s\n\n", busy, is_real_time ? "SCHED_FIFO" : "as everybody");
  std::printf(
      "| control period | steps | jitter, median | 99th percentile | worst | periods that began late |\n"
      "|---|---|---|---|---|---|\n");
  for (const double period : {0.2, 0.02}) {
    const Result result = Measure(assets, period, seconds, busy);
    const auto quantile = [&](double part) {
      return 1000 * result.jitter[static_cast<std::size_t>(part * static_cast<double>(result.jitter.size() - 1))];
    };
    std::printf("| %.0f ms | %d | %.2f ms | %.2f ms | %.2f ms | %.2f %% |\n", 1000 * period, result.steps,
                quantile(0.5), quantile(0.99), quantile(1), 100.0 * result.late / result.steps);
    std::fflush(stdout);
  }
}

}  // namespace
}  // namespace blindvla::widowx::testing

int main(int count, char** values) {
  using namespace blindvla::widowx::testing;
  return blindvla::RunBenchmark("blindvla-widowx-period", kHelp, count, values, Run);
}
