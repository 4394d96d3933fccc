#ifndef BLINDVLA_WIDOWX_EMULATOR_CAMERA_SERVER_H_
#define BLINDVLA_WIDOWX_EMULATOR_CAMERA_SERVER_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "server/descriptor.h"

namespace blindvla::widowx {

// What may go wrong with a camera.
enum class CameraFault {
  kNone,
  kFrozen,   // the same picture again and again, to the byte
  kSilent,   // nothing more, and nobody is told
  kGarbage,  // bytes that are no picture
  kClosed,   // whoever watches is thrown out, and whoever comes
};

// One camera on the network: MJPEG over HTTP (multipart/x-mixed-replace) on loopback, for whoever asks at its path.
// Whoever is slow to read misses pictures. The thread of its own knows nothing of what is shown.
class CameraServer {
 public:
  // Port 0: any that is free. Throws StartError.
  CameraServer(int port, std::string name);
  ~CameraServer();
  CameraServer(const CameraServer&) = delete;
  CameraServer& operator=(const CameraServer&) = delete;

  const std::string& url() const { return url_; }
  bool is_watched() const { return watchers_ > 0; }

  // A picture as JPEG, for everybody who watches.
  void Show(std::vector<std::uint8_t> jpeg);

  // Only every so many of the pictures shown is sent.
  void SetFault(CameraFault fault, int every = 1);

 private:
  struct Watcher {
    Descriptor connection;
    std::string request;  // until it is whole
    bool is_watching = false;
    std::shared_ptr<const std::string> sending;
    std::size_t sent = 0;
    std::uint64_t number = 0;  // of the picture last sent
  };

  void Run();
  void Accept();
  void Wake() const;
  // False when it is to be forgotten.
  bool Read(Watcher* watcher) const;
  bool Write(Watcher* watcher) const;

  const std::string path_;
  Descriptor listener_;
  Descriptor wake_;
  std::string url_;
  std::vector<Watcher> watching_;
  std::atomic<int> watchers_ = 0;
  std::atomic<bool> is_ending_ = false;

  std::mutex mutex_;
  std::vector<std::uint8_t> frozen_;
  CameraFault fault_ = CameraFault::kNone;
  int every_ = 1;
  std::uint64_t shown_ = 0;
  std::shared_ptr<const std::string> part_;  // the newest picture, as it is sent
  std::uint64_t part_number_ = 0;
  std::minstd_rand noise_;

  std::thread thread_;
};

}  // namespace blindvla::widowx

#endif  // BLINDVLA_WIDOWX_EMULATOR_CAMERA_SERVER_H_
