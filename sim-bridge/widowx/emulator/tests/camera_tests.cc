// The emulated camera: what it sees, how it is sent, and what may go wrong with it.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cmath>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "rendering/jpeg.h"
#include "rendering/renderer.h"
#include "server/descriptor.h"
#include "server/start_error.h"
#include "simulation/scene_compiler.h"
#include "widowx/emulator/camera_server.h"
#include "widowx/emulator/scene_file.h"
#include "widowx/emulator/world_camera.h"

namespace blindvla::widowx::testing {
namespace {

using Bytes = std::vector<std::uint8_t>;

// Somebody who watches a camera, and waits for what it sends.
class Viewer {
 public:
  Viewer(const CameraServer& server, const std::string& path) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const std::string& url = server.url();
    address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1))));
    connection_ = Descriptor(socket(AF_INET, SOCK_STREAM, 0));
    EXPECT_EQ(connect(connection_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    const std::string request = "GET " + path + " HTTP/1.1\r\nHost: camera\r\n\r\n";
    send(connection_.get(), request.data(), request.size(), MSG_NOSIGNAL);
  }

  // Until "\r\n\r\n"; empty at the end of the connection.
  std::string Head() {
    std::string head;
    while (head.size() < 4 || head.compare(head.size() - 4, 4, "\r\n\r\n") != 0) {
      char byte;
      if (recv(connection_.get(), &byte, 1, 0) != 1) return "";
      head += byte;
    }
    return head;
  }

  // None at the end of the connection.
  std::optional<Bytes> Picture() {
    const std::string head = Head();
    const std::size_t at = head.find("Content-Length: ");
    if (at == std::string::npos) return std::nullopt;
    Bytes picture(std::stoul(head.substr(at + 16)));
    if (recv(connection_.get(), picture.data(), picture.size(), MSG_WAITALL) != static_cast<ssize_t>(picture.size()))
      return std::nullopt;
    char end[2];
    recv(connection_.get(), end, 2, MSG_WAITALL);
    return picture;
  }

 private:
  Descriptor connection_;
};

TEST(CameraServerTest, Show_WhoeverWatches_GetsEachPicture) {
  CameraServer server(0, "camera");
  EXPECT_EQ(server.url().substr(0, 17), "http://127.0.0.1:");
  Viewer viewer(server, "/camera");
  EXPECT_NE(viewer.Head().find("multipart/x-mixed-replace; boundary=picture"), std::string::npos);
  for (std::uint8_t i = 0; i < 5; ++i) {
    const Bytes picture(1000, i);
    server.Show(picture);
    EXPECT_EQ(viewer.Picture(), picture);
  }
  EXPECT_TRUE(server.is_watched());
}

TEST(CameraServerTest, Path_OfNoCamera_IsNotFound) {
  CameraServer server(0, "camera");
  EXPECT_EQ(Viewer(server, "/camera2").Head().substr(0, 12), "HTTP/1.1 404");
}

TEST(CameraServerTest, Port_ThatIsTaken_IsSaid) {
  const CameraServer first(0, "camera");
  const int port = std::stoi(first.url().substr(17));
  EXPECT_THROW(CameraServer(port, "camera"), StartError);
}

TEST(CameraServerTest, SetFault_Each_IsWhatItSays) {
  CameraServer server(0, "camera");
  Viewer viewer(server, "/camera");
  viewer.Head();
  const Bytes first(100, 1), second(100, 2), third(100, 3);

  server.SetFault(CameraFault::kFrozen);
  server.Show(first);
  EXPECT_EQ(viewer.Picture(), first);
  server.Show(second);
  EXPECT_EQ(viewer.Picture(), first);

  server.SetFault(CameraFault::kGarbage);
  server.Show(second);
  const std::optional<Bytes> garbage = viewer.Picture();
  ASSERT_TRUE(garbage);
  EXPECT_NE(*garbage, second);

  server.SetFault(CameraFault::kSilent);
  server.Show(second);
  server.SetFault(CameraFault::kNone);
  server.Show(third);
  EXPECT_EQ(viewer.Picture(), third);

  server.SetFault(CameraFault::kNone, 3);
  std::vector<Bytes> slow;
  for (std::uint8_t i = 10; i < 16; ++i) {
    server.Show(Bytes(100, i));
    if (i % 3 == 1) slow.push_back(viewer.Picture().value_or(Bytes()));
  }
  EXPECT_EQ(slow, (std::vector<Bytes>{Bytes(100, 10), Bytes(100, 13)}));

  server.SetFault(CameraFault::kClosed);
  EXPECT_EQ(viewer.Picture(), std::nullopt);
  EXPECT_EQ(Viewer(server, "/camera").Head(), "");
  server.SetFault(CameraFault::kNone);
  EXPECT_NE(Viewer(server, "/camera").Head(), "");
}

// What a simulator's session shows of the same world.
TEST(WorldCameraTest, Take_IsThePictureOfTheSimulatorsCamera) {
  const auto assets = std::make_shared<const AssetLibrary>(BLINDVLA_TEST_ASSETS);
  const auto graphics = OpenGlPlatform(GlBackend::kAuto, std::nullopt);
  Simulation world(std::make_shared<SceneCompiler>(assets));
  Scene scene = StandardScene(*assets);
  scene.finger_position = 0.03;
  world.Reset(scene);
  constexpr int kWidth = 320, kHeight = 240;

  std::mutex mutex;
  std::condition_variable delivered;
  std::vector<Bytes> pictures;
  WorldCamera camera(graphics, assets, kWidth, kHeight, [&](Bytes jpeg) {
    const std::scoped_lock lock(mutex);
    pictures.push_back(std::move(jpeg));
    delivered.notify_all();
  });
  for (std::size_t i = 1; i <= 2; ++i) {
    std::unique_lock lock(mutex);
    // One that comes while the last is being drawn is not taken.
    while (pictures.size() < i) {
      camera.Take(world);
      delivered.wait_for(lock, std::chrono::milliseconds(10));
    }
  }
  EXPECT_NE(pictures[0], pictures[1]) << "a camera has noise";

  Renderer renderer(graphics, std::make_shared<TablePictures>(), 1);
  renderer.SetModel(world.model());
  Bytes expected(kWidth * kHeight * 3);
  renderer.Render(world.data(), assets->TablePicture(world.table()), kWidth, kHeight, expected.data());
  const Bytes found = FromJpeg(pictures[0], kWidth, kHeight);
  double difference = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) difference += std::abs(expected[i] - found[i]);
  EXPECT_LT(difference / static_cast<double>(expected.size()), 2.5);  // levels, of noise and compression
}

}  // namespace
}  // namespace blindvla::widowx::testing
