#include "widowx/dynamixel/bus.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <stdexcept>

#include "widowx/dynamixel/little_endian.h"
#include "widowx/dynamixel/tests/bytes.h"

namespace blindvla::dynamixel::testing {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

// A line on which a byte takes 10 us and time passes only by waiting. What is said on it is answered by a function.
class Line final : public Port {
 public:
  struct Coming {
    Clock::time_point when;
    std::uint8_t byte;
  };

  Clock::time_point Now() const override { return now_; }

  bool Write(std::span<const std::uint8_t> bytes) override {
    if (is_gone) return false;
    PacketReader reader;
    reader.Append(bytes);
    Packet packet;
    while (reader.Next(&packet)) {
      ++packets;
      if (answer) answer(packet);
    }
    return true;
  }

  std::optional<std::size_t> Read(std::span<std::uint8_t> bytes, Clock::time_point deadline) override {
    if (is_gone) return std::nullopt;
    if (talks_on) {
      now_ += milliseconds(1);
      std::fill(bytes.begin(), bytes.end(), 0xFF);
      return bytes.size();
    }
    if (coming_.empty() || coming_.front().when > std::max(deadline, now_)) {
      now_ = std::max(now_, deadline);
      return 0;
    }
    now_ = std::max(now_, coming_.front().when);
    std::size_t count = 0;
    while (count < bytes.size() && !coming_.empty() && coming_.front().when <= now_) {
      bytes[count++] = coming_.front().byte;
      coming_.pop_front();
    }
    return count;
  }

  void Say(const Bytes& bytes, microseconds after = microseconds(100)) {
    Clock::time_point when = now_ + after;
    if (!coming_.empty()) when = std::max(when, coming_.back().when);
    for (const std::uint8_t byte : bytes) coming_.push_back({when += microseconds(10), byte});
  }

  std::function<void(const Packet&)> answer;
  int packets = 0;
  bool is_gone = false;
  bool talks_on = false;

 private:
  Clock::time_point now_{};
  std::deque<Coming> coming_;
};

class BusTest : public ::testing::Test {
 protected:
  Line line_;
  Bus bus_{&line_, {}};
};

TEST_F(BusTest, Ping_Answered_SaysModelAndFirmware) {
  line_.answer = [this](const Packet& packet) {
    EXPECT_EQ(packet.instruction, Instruction::kPing);
    line_.Say(Hex("FF FF FD 00 01 07 00 55 00 06 04 26 65 5D"));
  };
  std::uint16_t model = 0;
  std::uint8_t firmware = 0;
  EXPECT_TRUE(bus_.Ping(1, &model, &firmware).ok());
  EXPECT_EQ(model, 1030);
  EXPECT_EQ(firmware, 38);
  EXPECT_EQ(bus_.retried(), 0u);
}

TEST_F(BusTest, Read_StatusLost_AsksAgain) {
  line_.answer = [this](const Packet&) {
    if (line_.packets == 3) line_.Say(Status(1, 0, Hex("A6 00 00 00")));
  };
  std::uint32_t position = 0;
  EXPECT_TRUE(bus_.Read(1, kPresentPosition, &position).ok());
  EXPECT_EQ(position, 166u);
  EXPECT_EQ(bus_.retried(), 2u);
}

TEST_F(BusTest, Read_NobodyAnswers_GivesUpInBoundedTime) {
  std::uint32_t position = 0;
  EXPECT_EQ(bus_.Read(1, kPresentPosition, &position).outcome, Outcome::kNoStatus);
  EXPECT_EQ(line_.packets, 3);
  EXPECT_LE(line_.Now().time_since_epoch(), milliseconds(60));
}

TEST_F(BusTest, Read_LineThatNeverStopsTalking_GivesUpInBoundedTime) {
  line_.talks_on = true;
  std::uint32_t position = 0;
  EXPECT_EQ(bus_.Read(1, kPresentPosition, &position).outcome, Outcome::kNoStatus);
  EXPECT_LE(line_.Now().time_since_epoch(), milliseconds(120));
}

TEST_F(BusTest, Read_GarbageBeforeTheStatus_IsSkipped) {
  line_.answer = [this](const Packet&) {
    line_.Say(Hex("FF FF FD 00 01 30 00 55 12 FF FF"));
    line_.Say(Status(1, 0, Hex("07 00 00 00")));
  };
  std::uint32_t position = 0;
  EXPECT_TRUE(bus_.Read(1, kPresentPosition, &position).ok());
  EXPECT_EQ(position, 7u);
  EXPECT_EQ(bus_.retried(), 0u);
}

TEST_F(BusTest, Read_StatusOfAnother_IsNoAnswer) {
  line_.answer = [this](const Packet&) {
    line_.Say(Status(2, 0, Hex("01 00 00 00")));
    line_.Say(Status(1, 0, Hex("01 00")));
    line_.Say(Status(1, 0, Hex("09 00 00 00")));
  };
  std::uint32_t position = 0;
  EXPECT_TRUE(bus_.Read(1, kPresentPosition, &position).ok());
  EXPECT_EQ(position, 9u);
}

TEST_F(BusTest, Read_StatusThatComesTooLate_IsNotTheAnswerToTheNextQuestion) {
  Bus bus(&line_, {milliseconds(10), 0});
  line_.answer = [this](const Packet&) {
    if (line_.packets == 1)
      line_.Say(Status(1, 0, Hex("11 00 00 00")), milliseconds(13));
    else
      line_.Say(Status(1, 0, Hex("22 00 00 00")));
  };
  std::uint32_t value = 0;
  EXPECT_EQ(bus.Read(1, kPresentPosition, &value).outcome, Outcome::kNoStatus);
  EXPECT_TRUE(bus.Read(1, kPresentVelocity, &value).ok());
  EXPECT_EQ(value, 0x22u);
}

TEST_F(BusTest, Write_Refused_SaysWhyAndIsNotAskedAgain) {
  line_.answer = [this](const Packet&) { line_.Say(Status(1, 0x87, {})); };
  const Answer answer = bus_.Write(1, kOperatingMode, 3);
  EXPECT_EQ(answer.outcome, Outcome::kRefused);
  EXPECT_EQ(answer.error, 7);
  EXPECT_TRUE(answer.alert);
  EXPECT_EQ(line_.packets, 1);
  EXPECT_STREQ(Describe(answer), "refused: no such register, or it cannot be written now");
}

TEST_F(BusTest, Reboot_StatusLost_IsNotAskedAgain) {
  EXPECT_EQ(bus_.Reboot(1).outcome, Outcome::kNoStatus);
  EXPECT_EQ(line_.packets, 1);
}

TEST_F(BusTest, SyncRead_OneStatusLost_AsksThatOneAgain) {
  std::vector<Bytes> asked;
  line_.answer = [&](const Packet& packet) {
    const Bytes ids(packet.parameters.begin() + 4, packet.parameters.end());
    asked.push_back(ids);
    for (const std::uint8_t id : ids)
      if (id != 2 || asked.size() == 2) line_.Say(Status(id, 0, {id, 0, 0, 0}));
  };
  const Bytes ids = {1, 2, 3};
  Bytes data(12);
  std::vector<Answer> answers(3);
  EXPECT_TRUE(bus_.SyncRead(132, 4, ids, data, answers));
  EXPECT_EQ(asked, (std::vector<Bytes>{{1, 2, 3}, {2}}));
  EXPECT_EQ(data, (Bytes{1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0}));
}

TEST_F(BusTest, SyncRead_OneIsSilent_SaysWhichAndKeepsTheOthers) {
  line_.answer = [&](const Packet& packet) {
    for (const std::uint8_t id : packet.parameters.subspan(4))
      if (id != 2) line_.Say(Status(id, id == 3 ? 0x80 : 0, {id, 0}));
  };
  const Bytes ids = {1, 2, 3};
  Bytes data(6);
  std::vector<Answer> answers(3);
  EXPECT_FALSE(bus_.SyncRead(126, 2, ids, data, answers));
  EXPECT_TRUE(answers[0].ok());
  EXPECT_EQ(answers[1].outcome, Outcome::kNoStatus);
  EXPECT_TRUE(answers[2].ok());
  EXPECT_TRUE(answers[2].alert);
  EXPECT_EQ(data[4], 3);
}

TEST_F(BusTest, SyncWrite_ExampleOfTheManual_IsSent) {
  Bytes sent;
  line_.answer = [&](const Packet& packet) { sent = Wire(packet.id, packet.instruction, packet.parameters); };
  const Bytes ids = {1, 2};
  EXPECT_TRUE(bus_.SyncWrite(116, 4, ids, Hex("96 00 00 00 AA 00 00 00")));
  EXPECT_EQ(sent, Hex("FF FF FD 00 FE 11 00 83 74 00 04 00 01 96 00 00 00 02 AA 00 00 00 82 87"));
}

TEST_F(BusTest, AnyRequest_LineGone_SaysSo) {
  line_.is_gone = true;
  std::uint32_t value = 0;
  const Bytes ids = {1};
  Bytes data(4);
  std::vector<Answer> answers(1);
  EXPECT_EQ(bus_.Read(1, kPresentPosition, &value).outcome, Outcome::kPortLost);
  EXPECT_EQ(bus_.Write(1, kTorqueEnable, 0).outcome, Outcome::kPortLost);
  EXPECT_FALSE(bus_.SyncRead(132, 4, ids, data, answers));
  EXPECT_EQ(answers[0].outcome, Outcome::kPortLost);
  EXPECT_FALSE(bus_.SyncWrite(116, 4, ids, data));
}

TEST_F(BusTest, AnyRequest_MoreThanAPacketHolds_Throws) {
  const Bytes ids(33, 1), much(2000);
  Bytes data(33 * 4);
  std::vector<Answer> answers(33);
  EXPECT_THROW(bus_.SyncRead(132, 4, ids, data, answers), std::length_error);
  EXPECT_THROW(bus_.SyncWrite(116, 40, ids, much), std::length_error);
  EXPECT_THROW(bus_.Write(1, 0, much), std::length_error);
}

TEST(LittleEndianTest, LoadSigned_OfEverySize_IsTwosComplement) {
  EXPECT_EQ(LoadSigned(Hex("FF")), -1);
  EXPECT_EQ(LoadSigned(Hex("FE FF")), -2);
  EXPECT_EQ(LoadSigned(Hex("FF 7F")), 32767);
  EXPECT_EQ(LoadSigned(Hex("00 00 00 80")), INT32_MIN);
}

}  // namespace
}  // namespace blindvla::dynamixel::testing
