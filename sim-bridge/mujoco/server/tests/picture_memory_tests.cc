#include "server/picture_memory.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
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

TEST(PictureMemoryTest, Allocate_WithRoom_IsWhereTheClientLooks) {
  const ClientMemory client(4096);
  auto memory = PictureMemory::Map(client.Offer(4096));
  ASSERT_TRUE(memory);
  std::uint64_t first = 99, second = 99;

  std::memcpy(memory->Allocate(5, &first), "first", 5);
  std::memcpy(memory->Allocate(6, &second), "second", 6);

  EXPECT_EQ(client.Read(first, 5), "first");
  EXPECT_EQ(client.Read(second, 6), "second");
}

TEST(PictureMemoryTest, Allocate_WithoutRoom_IsNull) {
  const ClientMemory client(4096);
  auto memory = PictureMemory::Map(client.Offer(8));
  std::uint64_t offset;

  EXPECT_NE(memory->Allocate(5, &offset), nullptr);
  EXPECT_EQ(memory->Allocate(4, &offset), nullptr);
  EXPECT_NE(memory->Allocate(3, &offset), nullptr);
  EXPECT_EQ(offset, 5u);
}

TEST(PictureMemoryTest, Clear_MakesRoom) {
  const ClientMemory client(4096);
  auto memory = PictureMemory::Map(client.Offer(8));
  std::uint64_t offset;
  memory->Allocate(8, &offset);

  memory->Clear();

  EXPECT_NE(memory->Allocate(8, &offset), nullptr);
  EXPECT_EQ(offset, 0u);
}

TEST(PictureMemoryTest, Map_MemoryThatMayShrink_IsNotUsed) {
  EXPECT_FALSE(PictureMemory::Map(ClientMemory(4096, 0).Offer(4096)));
}

TEST(PictureMemoryTest, Map_MoreThanThereIs_IsNotUsed) {
  EXPECT_FALSE(PictureMemory::Map(ClientMemory(4096).Offer(4097)));
}

TEST(PictureMemoryTest, Map_AFile_IsNotUsed) {
  const ScratchFolder folder;
  bridge::SharedMemory offer;
  offer.set_path((folder.path() / "file").string());
  offer.set_bytes(4);
  std::ofstream(offer.path()) << "content";

  EXPECT_FALSE(PictureMemory::Map(offer));
}

TEST(PictureMemoryTest, Map_NothingThere_IsNotUsed) {
  bridge::SharedMemory offer;
  offer.set_path("/proc/self/fd/1000000");
  offer.set_bytes(4);

  EXPECT_FALSE(PictureMemory::Map(offer));
}

}  // namespace
}  // namespace blindvla
