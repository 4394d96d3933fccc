#include "widowx/dynamixel/serial_port.h"

#include <gtest/gtest.h>
#include <pty.h>
#include <unistd.h>

#include <string>

#include "widowx/dynamixel/tests/bytes.h"

namespace blindvla::dynamixel::testing {
namespace {

// The servos' end of a pseudo-terminal.
class SerialPortTest : public ::testing::Test {
 protected:
  SerialPortTest() {
    int servos, controller;
    char name[100];
    if (openpty(&servos, &controller, name, nullptr, nullptr) != 0) throw std::runtime_error("openpty");
    servos_ = Descriptor(servos);
    controller_ = Descriptor(controller);
    path_ = name;
  }

  std::string Refusal(const std::string& path, int baud) {
    try {
      SerialPort port(path, baud);
    } catch (const PortError& error) {
      return error.what();
    }
    return {};
  }

  Descriptor servos_;
  Descriptor controller_;
  std::string path_;
};

TEST_F(SerialPortTest, WriteAndRead_EveryByte_IsNotTranslated) {
  SerialPort port(path_, 1000000);
  Bytes all(256);
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::uint8_t>(i);
  ASSERT_TRUE(port.Write(all));
  Bytes seen(256);
  ASSERT_EQ(read(servos_.get(), seen.data(), seen.size()), 256);
  EXPECT_EQ(seen, all);

  ASSERT_EQ(write(servos_.get(), all.data(), all.size()), 256);
  std::size_t count = 0;
  while (count < all.size()) {
    const auto came = port.Read(std::span(seen).subspan(count), port.Now() + std::chrono::seconds(10));
    ASSERT_TRUE(came && *came > 0);
    count += *came;
  }
  EXPECT_EQ(seen, all);
}

TEST_F(SerialPortTest, Read_NothingComes_IsBackAtTheDeadline) {
  SerialPort port(path_, 1000000);
  Bytes bytes(1);
  EXPECT_EQ(port.Read(bytes, port.Now() + std::chrono::milliseconds(1)), 0u);
  EXPECT_EQ(port.Read(bytes, port.Now() - std::chrono::seconds(1)), 0u);
}

TEST_F(SerialPortTest, Read_UnpluggedAndGone_SaysSo) {
  SerialPort port(path_, 1000000);
  servos_.Close();
  Bytes bytes(1);
  EXPECT_EQ(port.Read(bytes, port.Now() + std::chrono::seconds(10)), std::nullopt);
  EXPECT_FALSE(port.Write(bytes));
}

TEST_F(SerialPortTest, Open_WhatCannotBe_SaysWhy) {
  EXPECT_NE(Refusal("/nowhere/ttyUSB0", 1000000).find("/nowhere/ttyUSB0"), std::string::npos);
  EXPECT_NE(Refusal("/dev/null", 1000000).find("no serial port"), std::string::npos);
  EXPECT_NE(Refusal(path_, 1234).find("baud 1234"), std::string::npos);
  const SerialPort first(path_, 57600);
  EXPECT_NE(Refusal(path_, 57600).find("in use by another program"), std::string::npos);
}

TEST_F(SerialPortTest, UsbLatency_NoUsbAdapter_IsNotKnown) {
  EXPECT_EQ(UsbLatencyMilliseconds(path_), std::nullopt);
  EXPECT_EQ(UsbLatencyMilliseconds("/nowhere"), std::nullopt);
}

}  // namespace
}  // namespace blindvla::dynamixel::testing
