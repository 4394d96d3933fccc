#include "server/picture_memory.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "rendering/tests/scratch_folder.h"

namespace blindvla {
namespace {

// A client's memory.
class ClientMemory {
 public:
  explicit ClientMemory(std::size_t size, int seals = F_SEAL_SHRINK)
      : descriptor_(memfd_create("pictures", MFD_CLOEXEC | MFD_ALLOW_SEALING)) {
    EXPECT_EQ(ftruncate(descriptor_, static_cast<off_t>(size)), 0);
    EXPECT_EQ(fcntl(descriptor_, F_ADD_SEALS, seals), 0);
  }
  ~ClientMemory() { close(descriptor_); }
  ClientMemory(const ClientMemory&) = delete;
  ClientMemory& operator=(const ClientMemory&) = delete;

  bridge::SharedMemory Offer(std::uint64_t bytes) const {
    bridge::SharedMemory offer;
    offer.set_path("/proc/" + std::to_string(getpid()) + "/fd/" + std::to_string(descriptor_));
    offer.set_bytes(bytes);
    return offer;
  }

  std::string Read(std::size_t offset, std::size_t count) const {
    std::string bytes(count, '\0');
    EXPECT_EQ(pread(descriptor_, bytes.data(), count, static_cast<off_t>(offset)), static_cast<ssize_t>(count));
    return bytes;
  }

 private:
  const int descriptor_;
};

void AddPicture(const std::string& data, bridge::ConnectResponse* response) {
  response->mutable_step()->mutable_observation()->add_images()->set_data(data);
}

TEST(PictureMemoryTest, MovePictures_WithRoom_LeavesThemInMemoryOneBehindTheOther) {
  const ClientMemory client(4096);
  const auto memory = PictureMemory::Map(client.Offer(4096));
  ASSERT_NE(memory, nullptr);
  bridge::ConnectResponse response;
  AddPicture("first", &response);
  AddPicture("second", &response);

  memory->MovePictures(&response);

  const auto& images = response.step().observation().images();
  EXPECT_EQ(images[0].memory_offset(), 0u);
  EXPECT_EQ(images[1].memory_offset(), 5u);
  EXPECT_TRUE(images[0].data().empty());
  EXPECT_TRUE(images[1].data().empty());
  EXPECT_EQ(client.Read(0, 11), "firstsecond");
}

TEST(PictureMemoryTest, MovePictures_WithoutRoom_LeavesTheRestInTheMessage) {
  const ClientMemory client(4096);
  const auto memory = PictureMemory::Map(client.Offer(8));
  bridge::ConnectResponse response;
  AddPicture("first", &response);
  AddPicture("second", &response);

  memory->MovePictures(&response);

  const auto& images = response.step().observation().images();
  EXPECT_TRUE(images[0].has_memory_offset());
  EXPECT_FALSE(images[1].has_memory_offset());
  EXPECT_EQ(images[1].data(), "second");
}

TEST(PictureMemoryTest, MovePictures_OfAnError_ChangesNothing) {
  const ClientMemory client(4096);
  const auto memory = PictureMemory::Map(client.Offer(4096));
  bridge::ConnectResponse response;
  response.mutable_error()->set_message("no");

  memory->MovePictures(&response);

  EXPECT_EQ(response.error().message(), "no");
}

TEST(PictureMemoryTest, Map_MemoryThatMayShrink_IsNotUsed) {
  EXPECT_EQ(PictureMemory::Map(ClientMemory(4096, 0).Offer(4096)), nullptr);
}

TEST(PictureMemoryTest, Map_MoreThanThereIs_IsNotUsed) {
  EXPECT_EQ(PictureMemory::Map(ClientMemory(4096).Offer(4097)), nullptr);
}

TEST(PictureMemoryTest, Map_AFile_IsNotUsed) {
  const ScratchFolder folder;
  bridge::SharedMemory offer;
  offer.set_path((folder.path() / "file").string());
  offer.set_bytes(4);
  std::ofstream(offer.path()) << "content";

  EXPECT_EQ(PictureMemory::Map(offer), nullptr);
}

TEST(PictureMemoryTest, Map_NothingThere_IsNotUsed) {
  bridge::SharedMemory offer;
  offer.set_path("/proc/self/fd/1000000");
  offer.set_bytes(4);

  EXPECT_EQ(PictureMemory::Map(offer), nullptr);
}

}  // namespace
}  // namespace blindvla
