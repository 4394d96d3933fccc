#include "widowx/dynamixel/packet.h"

#include <gtest/gtest.h>

#include <optional>
#include <random>
#include <stdexcept>

#include "widowx/dynamixel/packet_reader.h"
#include "widowx/dynamixel/tests/bytes.h"

namespace blindvla::dynamixel::testing {
namespace {

struct Known {
  const char* what;
  std::uint8_t id;
  Instruction instruction;
  const char* parameters;
  const char* wire;
};

// Every example of the maker's manual (Protocol 2.0, Instruction Details) with an instruction that is used here, and
// their statuses.
constexpr Known kKnown[] = {
    {"ping", 1, Instruction::kPing, "", "FF FF FD 00 01 03 00 01 19 4E"},
    {"ping's status", 1, Instruction::kStatus, "00 06 04 26", "FF FF FD 00 01 07 00 55 00 06 04 26 65 5D"},
    {"ping of all", 0xFE, Instruction::kPing, "", "FF FF FD 00 FE 03 00 01 31 42"},
    {"second status", 2, Instruction::kStatus, "00 06 04 26", "FF FF FD 00 02 07 00 55 00 06 04 26 6F 6D"},
    {"read", 1, Instruction::kRead, "84 00 04 00", "FF FF FD 00 01 07 00 02 84 00 04 00 1D 15"},
    {"read's status", 1, Instruction::kStatus, "00 A6 00 00 00", "FF FF FD 00 01 08 00 55 00 A6 00 00 00 8C C0"},
    {"write", 1, Instruction::kWrite, "74 00 00 02 00 00", "FF FF FD 00 01 09 00 03 74 00 00 02 00 00 CA 89"},
    {"write's status", 1, Instruction::kStatus, "00", "FF FF FD 00 01 04 00 55 00 A1 0C"},
    {"reboot", 1, Instruction::kReboot, "", "FF FF FD 00 01 03 00 08 2F 4E"},
    {"sync read", 0xFE, Instruction::kSyncRead, "84 00 04 00 01 02", "FF FF FD 00 FE 09 00 82 84 00 04 00 01 02 CE FA"},
    {"sync read's status", 2, Instruction::kStatus, "00 1F 08 00 00", "FF FF FD 00 02 08 00 55 00 1F 08 00 00 BA BE"},
    {"sync write", 0xFE, Instruction::kSyncWrite, "74 00 04 00 01 96 00 00 00 02 AA 00 00 00",
     "FF FF FD 00 FE 11 00 83 74 00 04 00 01 96 00 00 00 02 AA 00 00 00 82 87"},
};

std::optional<Packet> ReadOne(PacketReader* reader, const Bytes& bytes) {
  reader->Append(bytes);
  Packet packet;
  return reader->Next(&packet) ? std::optional(packet) : std::nullopt;
}

Bytes ParametersOf(const Packet& packet) { return {packet.parameters.begin(), packet.parameters.end()}; }

TEST(PacketTest, Encode_ExamplesOfTheManual_AreTheirBytes) {
  for (const Known& known : kKnown)
    EXPECT_EQ(Wire(known.id, known.instruction, Hex(known.parameters)), Hex(known.wire)) << known.what;
}

TEST(PacketTest, Next_ExamplesOfTheManual_AreTheirPackets) {
  for (const Known& known : kKnown) {
    PacketReader reader;
    const std::optional<Packet> packet = ReadOne(&reader, Hex(known.wire));
    ASSERT_TRUE(packet) << known.what;
    EXPECT_EQ(packet->id, known.id) << known.what;
    EXPECT_EQ(packet->instruction, known.instruction) << known.what;
    EXPECT_EQ(ParametersOf(*packet), Hex(known.parameters)) << known.what;
    EXPECT_EQ(reader.skipped_bytes(), 0u) << known.what;
  }
}

// The check value of CRC-16 with polynomial 0x8005, initial value 0, nothing reflected (CRC-16/UMTS of the catalogue).
TEST(PacketTest, Crc16_CheckString_IsTheCatalogues) {
  EXPECT_EQ(Crc16(Hex("31 32 33 34 35 36 37 38 39")), 0xFEE8);
  EXPECT_EQ(Crc16({}), 0);
}

TEST(PacketTest, Encode_WhatLooksLikeAHeader_IsStuffedAndCounted) {
  const Bytes wire = Wire(1, Instruction::kWrite, Hex("FF FF FD 00 FF FF FF FD FD FF FF FE"));
  const Bytes stuffed = Hex("FF FF FD FD 00 FF FF FF FD FD FD FF FF FE");
  EXPECT_EQ(Bytes(wire.begin() + 8, wire.end() - 2), stuffed);
  EXPECT_EQ(wire[5], 1 + stuffed.size() + 2);
}

TEST(PacketTest, Encode_MoreThanAPacketHolds_Throws) {
  std::array<std::uint8_t, kMaxPacketBytes> wire;
  EXPECT_EQ(Encode({1, Instruction::kWrite, Bytes(1014)}, wire), kMaxPacketBytes);
  EXPECT_THROW(Encode({1, Instruction::kWrite, Bytes(1015)}, wire), std::length_error);
}

// Parameters of few values, so that what looks like a header is common.
Bytes RandomParameters(std::mt19937* random, std::size_t most) {
  constexpr std::array<std::uint8_t, 6> kValues = {0xFF, 0xFF, 0xFD, 0xFD, 0x00, 0x55};
  Bytes bytes((*random)() % (most + 1));
  for (std::uint8_t& byte : bytes) byte = kValues[(*random)() % kValues.size()];
  return bytes;
}

TEST(PacketTest, Next_AnyParametersInAnyPieces_ComeBack) {
  std::mt19937 random(1);
  for (int round = 0; round < 5000; ++round) {
    const Bytes parameters = RandomParameters(&random, 40);
    const auto id = static_cast<std::uint8_t>(random() % (kMaxId + 1));
    const Bytes wire = Wire(id, Instruction::kStatus, parameters);
    PacketReader reader;
    Packet packet;
    bool found = false;
    for (std::size_t at = 0; at < wire.size();) {
      ASSERT_FALSE(found);
      const std::size_t size = std::min<std::size_t>(1 + random() % 9, wire.size() - at);
      reader.Append(std::span(wire).subspan(at, size));
      at += size;
      found = reader.Next(&packet);
    }
    ASSERT_TRUE(found) << "round " << round;
    EXPECT_EQ(packet.id, id);
    EXPECT_EQ(ParametersOf(packet), parameters) << "round " << round;
    EXPECT_FALSE(reader.Next(&packet));
    EXPECT_EQ(reader.skipped_bytes(), 0u);
  }
}

TEST(PacketTest, Next_PacketsAmongGarbage_AreAllFound) {
  std::mt19937 random(2);
  for (int round = 0; round < 5000; ++round) {
    const Bytes first = RandomParameters(&random, 20), second = RandomParameters(&random, 20);
    // Garbage that may begin packets, and be the beginning of one.
    Bytes stream = RandomParameters(&random, 30);
    const Bytes wire = Wire(7, Instruction::kStatus, first), next = Wire(8, Instruction::kStatus, second);
    const bool is_cut = random() % 2 == 0;
    const std::size_t cut = is_cut ? 1 + random() % (wire.size() - 1) : wire.size();
    stream.insert(stream.end(), wire.begin(), wire.begin() + static_cast<std::ptrdiff_t>(cut));
    stream.insert(stream.end(), next.begin(), next.end());
    // Of as many bytes as a false length may ask for.
    stream.insert(stream.end(), kMaxPacketBytes, 0);

    PacketReader reader;
    std::vector<Bytes> found;
    Packet packet;
    for (const std::uint8_t byte : stream) {
      reader.Append({&byte, 1});
      while (reader.Next(&packet)) found.push_back(ParametersOf(packet));
    }
    if (is_cut) {
      ASSERT_EQ(found, std::vector<Bytes>{second}) << "round " << round;
    } else {
      ASSERT_EQ(found, (std::vector<Bytes>{first, second})) << "round " << round;
    }
  }
}

TEST(PacketTest, Next_EveryFlippedBit_IsNoticed) {
  const Bytes wire = Wire(3, Instruction::kStatus, Hex("00 FF FF FD 12 34"));
  for (std::size_t bit = 0; bit < 8 * wire.size(); ++bit) {
    Bytes broken = wire;
    broken[bit / 8] = static_cast<std::uint8_t>(broken[bit / 8] ^ 1 << bit % 8);
    PacketReader reader;
    EXPECT_FALSE(ReadOne(&reader, broken)) << "bit " << bit;
  }
}

TEST(PacketTest, Next_APacketThatLostItsEnd_DoesNotHoldBackTheNext) {
  const Bytes next = Wire(2, Instruction::kStatus, Hex("00 2A"));
  Bytes stream = Hex("FF FF FD 00 01 20 00 55 00 11");
  stream.insert(stream.end(), next.begin(), next.end());
  PacketReader reader;
  const std::optional<Packet> packet = ReadOne(&reader, stream);
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->id, 2);
  EXPECT_EQ(reader.skipped_bytes(), 10u);
}

// 200,000 streams, half of noise and half of packets that were damaged.
TEST(PacketTest, Next_AnyBytes_NeitherCrashesNorHangsNorInventsAPacket) {
  std::mt19937 random(3);
  for (int stream = 0; stream < 200000; ++stream) {
    Bytes bytes;
    if (stream % 2 == 0) {
      bytes.resize(random() % 64);
      for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
    } else {
      bytes = Wire(static_cast<std::uint8_t>(random() % 256), Instruction::kStatus, RandomParameters(&random, 24));
      for (int damage = 1 + static_cast<int>(random() % 3); damage > 0; --damage)
        bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
    }
    PacketReader reader;
    reader.Append(bytes);
    Packet packet;
    int packets = 0;
    while (reader.Next(&packet)) {
      ASSERT_LE(packet.parameters.size(), bytes.size());
      // What is found is what was sent: encoded anew, it is among the bytes.
      const Bytes again = Wire(packet.id, packet.instruction, packet.parameters);
      ASSERT_NE(std::search(bytes.begin(), bytes.end(), again.begin(), again.end()), bytes.end());
      ASSERT_LE(++packets, static_cast<int>(bytes.size()));
    }
    ASSERT_LE(reader.skipped_bytes(), bytes.size());
  }
}

TEST(PacketTest, Append_MoreThanThereIsRoomFor_KeepsTheNewest) {
  const Bytes wire = Wire(5, Instruction::kStatus, Hex("00"));
  Bytes stream(5 * kMaxPacketBytes, 0xFF);
  stream.insert(stream.end(), wire.begin(), wire.end());
  PacketReader reader;
  const std::optional<Packet> packet = ReadOne(&reader, stream);
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->id, 5);
  EXPECT_EQ(reader.skipped_bytes(), 5 * kMaxPacketBytes);
}

}  // namespace
}  // namespace blindvla::dynamixel::testing
