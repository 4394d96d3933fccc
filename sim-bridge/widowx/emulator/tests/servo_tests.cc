#include "widowx/emulator/servo.h"

#include <gtest/gtest.h>

#include <cmath>

#include "widowx/dynamixel/little_endian.h"
#include "widowx/dynamixel/tests/bytes.h"
#include "widowx/emulator/servo_chain.h"

namespace blindvla::widowx::testing {
namespace {

using namespace dynamixel;
using dynamixel::testing::Bytes;
using dynamixel::testing::Hex;
using dynamixel::testing::Status;
using dynamixel::testing::Wire;

ServoError Write(Servo* servo, Register where, std::int64_t value, bool by_secondary_id = false) {
  Bytes data(where.bytes);
  StoreLittleEndian(static_cast<std::uint64_t>(value), data);
  return servo->Write(where.address, data, by_secondary_id);
}

// Its shaft follows at once, for so many seconds.
void Pass(Servo* servo, double seconds) {
  for (double time = 0; time < seconds; time += 0.002) {
    servo->Advance(0.002);
    if (servo->has_torque()) servo->SetShaft(servo->target(), 0, 0);
  }
}

class ServoTest : public ::testing::Test {
 protected:
  ServoTest() { servo_.SetShaft(0, 0, 0); }

  Servo servo_{Servo::Settings{1, kModelXm540W270}};
};

TEST_F(ServoTest, Write_WhatTheManualForbids_IsItsError) {
  EXPECT_EQ(Write(&servo_, kPresentPosition, 0), ServoError::kAccess);
  EXPECT_EQ(Write(&servo_, {13 + 1, 1}, 0), ServoError::kAccess);  // nothing is there
  EXPECT_EQ(servo_.Write(kGoalPosition.address, Hex("00 08"), false), ServoError::kDataLength);
  EXPECT_EQ(Write(&servo_, kTorqueEnable, 2), ServoError::kDataRange);
  EXPECT_EQ(Write(&servo_, kGoalPosition, 4096), ServoError::kDataLimit);
  EXPECT_EQ(Write(&servo_, kGoalPosition, -1), ServoError::kDataLimit);
  EXPECT_EQ(Write(&servo_, kId, 2), ServoError::kNone);
  EXPECT_EQ(servo_.id(), 2);
  EXPECT_EQ(Write(&servo_, kTorqueEnable, 1), ServoError::kNone);
  EXPECT_EQ(Write(&servo_, kId, 1), ServoError::kAccess);  // kept without power, and the torque is on
}

TEST_F(ServoTest, Write_SeveralRegisters_IsDoneWhollyOrNotAtAll) {
  Bytes data = Hex("0A 00 00 00 14 00 00 00 00 08 00 00");  // acceleration, velocity, position 2048
  EXPECT_EQ(servo_.Write(kProfileAcceleration.address, data, false), ServoError::kNone);
  EXPECT_EQ(servo_.Get(kProfileVelocity), 20);
  EXPECT_EQ(servo_.Get(kGoalPosition), 2048);
  data = Hex("0B 00 00 00 15 00 00 00 00 20 00 00");  // position 8192
  EXPECT_EQ(servo_.Write(kProfileAcceleration.address, data, false), ServoError::kDataLimit);
  EXPECT_EQ(servo_.Get(kProfileAcceleration), 10);
}

TEST_F(ServoTest, Write_BySecondaryId_ReachesTheRamOnly) {
  EXPECT_EQ(Write(&servo_, kDriveMode, 1, true), ServoError::kAccess);
  EXPECT_EQ(Write(&servo_, kTorqueEnable, 1, true), ServoError::kNone);
}

TEST_F(ServoTest, TorqueOn_GoalFromBefore_IsGoneTo) {
  EXPECT_EQ(Write(&servo_, kGoalPosition, 3072), ServoError::kNone);
  Pass(&servo_, 0.1);
  EXPECT_EQ(servo_.Get(kPresentPosition), 2048);
  EXPECT_EQ(Write(&servo_, kTorqueEnable, 1), ServoError::kNone);
  Pass(&servo_, 0.1);
  EXPECT_EQ(servo_.Get(kPresentPosition), 3072);
  EXPECT_NEAR(servo_.target(), M_PI / 2, 1e-9);
}

TEST_F(ServoTest, TorqueOn_NoGoalYet_Stays) {
  EXPECT_EQ(Write(&servo_, kTorqueEnable, 1), ServoError::kNone);
  Pass(&servo_, 0.1);
  EXPECT_EQ(servo_.Get(kPresentPosition), 2048);
}

TEST_F(ServoTest, Advance_WithAProfile_KeepsItsSpeedAndArrives) {
  Write(&servo_, kTorqueEnable, 1);
  Write(&servo_, kProfileVelocity, 50);  // 1.199 rad/s
  Write(&servo_, kGoalPosition, 3072);
  Pass(&servo_, 0.5);
  EXPECT_NEAR(servo_.target(), 0.5 * 1.199, 0.01);
  EXPECT_EQ(servo_.Get(kMoving), 1);
  Pass(&servo_, 1);
  EXPECT_EQ(servo_.Get(kPresentPosition), 3072);
  EXPECT_EQ(servo_.Get(kMoving), 0);
}

TEST_F(ServoTest, Advance_WithAnAcceleration_StartsSlowlyAndArrives) {
  Write(&servo_, kTorqueEnable, 1);
  Write(&servo_, kProfileVelocity, 100);    // 2.398 rad/s
  Write(&servo_, kProfileAcceleration, 4);  // 1.498 rad/s2
  Write(&servo_, kGoalPosition, 3072);
  Pass(&servo_, 0.2);
  EXPECT_NEAR(servo_.target(), 1.498 * 0.2 * 0.2 / 2, 0.005);
  Pass(&servo_, 3);
  EXPECT_EQ(servo_.Get(kPresentPosition), 3072);
}

TEST_F(ServoTest, Reversed_CountsBackwards) {
  Servo reversed(Servo::Settings{3, kModelXm540W270, 2, true});
  reversed.SetShaft(0.5, 1, 0);
  EXPECT_EQ(reversed.Get(kPresentPosition), std::lround(2048 - 0.5 / kRadiansPerTick));
  EXPECT_LT(reversed.Get(kPresentVelocity), 0);
}

TEST_F(ServoTest, BusWatchdog_Silence_StopsItAndLocksItsGoals) {
  Write(&servo_, kTorqueEnable, 1);
  Write(&servo_, kProfileVelocity, 10);
  Write(&servo_, kBusWatchdog, 5);  // 100 ms
  Write(&servo_, kGoalPosition, 3072);
  servo_.HearBus();
  Pass(&servo_, 0.09);
  EXPECT_EQ(servo_.Get(kBusWatchdog), 5);
  servo_.HearBus();
  Pass(&servo_, 0.12);
  const std::int64_t stopped_at = servo_.Get(kPresentPosition);
  EXPECT_EQ(servo_.Get(kBusWatchdog), kWatchdogFired);
  EXPECT_TRUE(servo_.has_torque());
  servo_.HearBus();
  Pass(&servo_, 0.5);
  EXPECT_EQ(servo_.Get(kPresentPosition), stopped_at);
  EXPECT_EQ(Write(&servo_, kGoalPosition, 3000), ServoError::kDataRange);
  EXPECT_EQ(Write(&servo_, kBusWatchdog, 5), ServoError::kDataRange);
  EXPECT_EQ(Write(&servo_, kBusWatchdog, 0), ServoError::kNone);
  EXPECT_EQ(Write(&servo_, kGoalPosition, 3000), ServoError::kNone);
}

TEST_F(ServoTest, BusWatchdog_TorqueOff_DoesNotFire) {
  Write(&servo_, kBusWatchdog, 1);
  Pass(&servo_, 1);
  EXPECT_EQ(servo_.Get(kBusWatchdog), 1);
}

TEST_F(ServoTest, Overheating_DropsTheTorqueUntilItIsRebooted) {
  Write(&servo_, kTorqueEnable, 1);
  servo_.SetTemperature(80);
  EXPECT_TRUE(servo_.has_torque());
  servo_.SetTemperature(81);
  EXPECT_FALSE(servo_.has_torque());
  EXPECT_TRUE(servo_.has_alert());
  EXPECT_EQ(servo_.Get(kHardwareErrorStatus), kOverheatingError);
  Write(&servo_, kTorqueEnable, 1);
  EXPECT_FALSE(servo_.has_torque());
  servo_.Reboot();
  EXPECT_TRUE(servo_.is_deaf());
  Pass(&servo_, 0.4);
  EXPECT_FALSE(servo_.is_deaf());
  Write(&servo_, kTorqueEnable, 1);
  EXPECT_TRUE(servo_.has_torque());
}

TEST_F(ServoTest, LowVoltage_IsAnErrorAndKeepsTheTorque) {
  Write(&servo_, kTorqueEnable, 1);
  servo_.SetVoltage(9.4);
  EXPECT_EQ(servo_.Get(kHardwareErrorStatus), kInputVoltageError);
  EXPECT_TRUE(servo_.has_torque());
}

TEST_F(ServoTest, Freeze_KeepsTheShaftWhateverTheGoal) {
  Write(&servo_, kTorqueEnable, 1);
  servo_.Freeze(true);
  Write(&servo_, kGoalPosition, 3072);
  Pass(&servo_, 0.1);
  EXPECT_EQ(servo_.Get(kPresentPosition), 2048);
  servo_.Freeze(false);
  Pass(&servo_, 0.1);
  EXPECT_EQ(servo_.Get(kPresentPosition), 3072);
}

class ServoChainTest : public ::testing::Test {
 protected:
  ServoChainTest() {
    for (Servo& servo : chain_.servos()) servo.SetShaft(0, 0, 0);
  }

  Bytes Say(std::uint8_t id, Instruction instruction, const std::string& parameters) {
    chain_.Receive(Wire(id, instruction, Hex(parameters)));
    return chain_.TakeOutput();
  }

  ServoChain chain_{{Servo({1, kModelXm540W270}), Servo({2, kModelXm540W270}), Servo({3, kModelXm540W270, 2, true})}};
};

Bytes operator+(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

TEST_F(ServoChainTest, Ping_OfOneAndOfAll_AreAnswered) {
  EXPECT_EQ(Say(2, Instruction::kPing, ""), Status(2, 0, Hex("60 04 2D")));
  EXPECT_EQ(Say(kBroadcast, Instruction::kPing, ""),
            Status(1, 0, Hex("60 04 2D")) + Status(2, 0, Hex("60 04 2D")) + Status(3, 0, Hex("60 04 2D")));
  EXPECT_EQ(Say(9, Instruction::kPing, ""), Bytes{});
}

TEST_F(ServoChainTest, Read_PresentPosition_IsTheMiddle) {
  EXPECT_EQ(Say(1, Instruction::kRead, "84 00 04 00"), Status(1, 0, Hex("00 08 00 00")));
  EXPECT_EQ(Say(1, Instruction::kRead, "84 00"), Status(1, 5, {}));
  EXPECT_EQ(Say(1, Instruction::kRead, "84 00 00 10"), Status(1, 7, {}));
}

TEST_F(ServoChainTest, Write_ToTheOneInFront_ReachesItsShadowAndIsAnsweredOnce) {
  EXPECT_EQ(Say(2, Instruction::kWrite, "40 00 01"), Status(2, 0, {}));
  EXPECT_FALSE(chain_.Find(1)->has_torque());
  EXPECT_TRUE(chain_.Find(2)->has_torque());
  EXPECT_TRUE(chain_.Find(3)->has_torque());
  EXPECT_EQ(Say(3, Instruction::kWrite, "40 00 00"), Status(3, 0, {}));
  EXPECT_TRUE(chain_.Find(2)->has_torque());
}

TEST_F(ServoChainTest, SyncWrite_ReachesShadowsAndIsNotAnswered) {
  EXPECT_EQ(Say(kBroadcast, Instruction::kSyncWrite, "74 00 04 00 01 00 09 00 00 02 00 0A 00 00"), Bytes{});
  EXPECT_EQ(chain_.Find(1)->Get(kGoalPosition), 0x900);
  EXPECT_EQ(chain_.Find(2)->Get(kGoalPosition), 0xA00);
  EXPECT_EQ(chain_.Find(3)->Get(kGoalPosition), 0xA00);
}

TEST_F(ServoChainTest, SyncRead_IsAnsweredInTheOrderAsked) {
  EXPECT_EQ(Say(kBroadcast, Instruction::kSyncRead, "92 00 01 00 03 01"),
            Status(3, 0, Hex("1E")) + Status(1, 0, Hex("1E")));
}

TEST_F(ServoChainTest, UnknownInstruction_IsAnError) { EXPECT_EQ(Say(1, Instruction{0x77}, ""), Status(1, 2, {})); }

TEST_F(ServoChainTest, Alert_IsInEveryStatus) {
  chain_.Find(1)->RaiseHardwareError(kOverloadError);
  EXPECT_EQ(Say(1, Instruction::kRead, "46 00 01 00"), Status(1, 0x80, Hex("20")));
}

TEST_F(ServoChainTest, Faults_OfTheLine_AreWhatTheySay) {
  const Bytes status = Status(1, 0, Hex("1E"));
  chain_.LoseStatus(1, 1);
  EXPECT_EQ(Say(1, Instruction::kRead, "92 00 01 00"), Bytes{});
  EXPECT_EQ(Say(1, Instruction::kRead, "92 00 01 00"), status);
  chain_.CorruptStatus(1, 1);
  const Bytes corrupted = Say(1, Instruction::kRead, "92 00 01 00");
  EXPECT_EQ(corrupted.size(), status.size());
  EXPECT_NE(corrupted, status);
  chain_.SayGarbage(7);
  EXPECT_EQ(Say(1, Instruction::kRead, "92 00 01 00").size(), 7 + status.size());
  chain_.Mute(1, true);
  EXPECT_EQ(Say(1, Instruction::kPing, ""), Bytes{});
  EXPECT_FALSE(Say(2, Instruction::kPing, "").empty());
  chain_.Silence(true);
  EXPECT_EQ(Say(2, Instruction::kPing, ""), Bytes{});
  chain_.Silence(false);
  chain_.Mute(1, false);
  EXPECT_EQ(Say(1, Instruction::kRead, "92 00 01 00"), status);
}

TEST_F(ServoChainTest, Reboot_IsAnsweredAndThenDeafForAWhile) {
  EXPECT_EQ(Say(1, Instruction::kReboot, ""), Status(1, 0, {}));
  EXPECT_EQ(Say(1, Instruction::kPing, ""), Bytes{});
  for (int i = 0; i < 200; ++i) chain_.Advance(0.002);
  EXPECT_FALSE(Say(1, Instruction::kPing, "").empty());
}

// Whatever comes over the line, no servo moves by it: a packet that was not sent is not heard.
TEST_F(ServoChainTest, Receive_20000RandomStreams_MoveNothing) {
  for (Servo& servo : chain_.servos()) Write(&servo, kTorqueEnable, 1);
  std::minstd_rand random(1);
  for (int stream = 0; stream < 20000; ++stream) {
    Bytes bytes = Wire(static_cast<std::uint8_t>(1 + random() % 3), Instruction::kWrite, Hex("74 00 00 04 00 00"));
    bytes[random() % bytes.size()] ^= static_cast<std::uint8_t>(1 + random() % 255);
    chain_.Receive(bytes);
  }
  for (Servo& servo : chain_.servos()) EXPECT_EQ(servo.Get(kGoalPosition), 2048);
}

}  // namespace
}  // namespace blindvla::widowx::testing
