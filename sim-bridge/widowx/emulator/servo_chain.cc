#include "widowx/emulator/servo_chain.h"

#include <algorithm>
#include <array>

#include "widowx/dynamixel/little_endian.h"

namespace blindvla::widowx {
namespace {

using namespace dynamixel;

constexpr std::uint8_t kAlert = 0x80;
// More than the table has; a longer read is refused like one of this length.
constexpr std::size_t kLongestRead = 512;

}  // namespace

ServoChain::ServoChain(std::vector<Servo> servos) : servos_(std::move(servos)), lines_(256) {}

Servo* ServoChain::Find(std::uint8_t id) {
  const auto found =
      std::find_if(servos_.begin(), servos_.end(), [id](const Servo& servo) { return servo.id() == id; });
  return found == servos_.end() ? nullptr : &*found;
}

void ServoChain::Receive(std::span<const std::uint8_t> bytes) {
  if (is_silent_) return;
  while (!bytes.empty()) {
    const std::span<const std::uint8_t> some = bytes.first(std::min(bytes.size(), kMaxPacketBytes));
    reader_.Append(some);
    bytes = bytes.subspan(some.size());
    for (Packet packet; reader_.Next(&packet);)
      if (packet.instruction != Instruction::kStatus) Obey(packet);
  }
}

void ServoChain::Advance(double seconds) {
  for (Servo& servo : servos_) servo.Advance(seconds);
}

void ServoChain::Obey(const Packet& packet) {
  const auto hears = [this](const Servo& servo) { return !servo.is_deaf() && !line(servo.id()).muted; };
  for (Servo& servo : servos_)
    if (hears(servo)) servo.HearBus();

  const std::span<const std::uint8_t> parameters = packet.parameters;
  if (packet.instruction != Instruction::kSyncRead && packet.instruction != Instruction::kSyncWrite) {
    for (Servo& servo : servos_)
      if (hears(servo)) ObeyOne(packet, &servo);
    return;
  }
  if (packet.id != kBroadcast || parameters.size() < 4) return;
  const auto address = static_cast<std::uint16_t>(LoadLittleEndian(parameters.first(2)));
  const std::size_t bytes = LoadLittleEndian(parameters.subspan(2, 2));
  if (packet.instruction == Instruction::kSyncRead) {
    for (const std::uint8_t id : parameters.subspan(4))
      if (const Servo* servo = Find(id); servo != nullptr && hears(*servo)) SayRead(*servo, address, bytes);
    return;
  }
  for (std::span<const std::uint8_t> rest = parameters.subspan(4); rest.size() > bytes;
       rest = rest.subspan(1 + bytes)) {
    const std::uint8_t id = rest[0];
    for (Servo& servo : servos_) {
      const bool is_shadow = servo.id() != id && servo.secondary_id() == id;
      if (hears(servo) && (servo.id() == id || is_shadow)) servo.Write(address, rest.subspan(1, bytes), is_shadow);
    }
  }
}

void ServoChain::ObeyOne(const Packet& packet, Servo* servo) {
  const bool is_meant = packet.id == servo->id();
  const bool is_shadow = !is_meant && servo->secondary_id() == packet.id;
  const bool is_broadcast = packet.id == kBroadcast;
  if (!is_meant && !is_shadow && !is_broadcast) return;

  const std::span<const std::uint8_t> parameters = packet.parameters;
  switch (packet.instruction) {
    case Instruction::kPing: {
      std::array<std::uint8_t, 3> data;
      StoreLittleEndian(static_cast<std::uint64_t>(servo->Get(kModelNumber)), std::span(data).first(2));
      data[2] = static_cast<std::uint8_t>(servo->Get(kFirmwareVersion));
      if (is_meant || is_broadcast) Say(*servo, ServoError::kNone, data);
      return;
    }
    case Instruction::kRead:
      if (!is_meant) return;
      if (parameters.size() != 4) return Say(*servo, ServoError::kDataLength, {});
      return SayRead(*servo, static_cast<std::uint16_t>(LoadLittleEndian(parameters.first(2))),
                     LoadLittleEndian(parameters.last(2)));
    case Instruction::kWrite: {
      const ServoError error = parameters.size() < 3
                                   ? ServoError::kDataLength
                                   : servo->Write(static_cast<std::uint16_t>(LoadLittleEndian(parameters.first(2))),
                                                  parameters.subspan(2), is_shadow);
      if (is_meant) Say(*servo, error, {});
      return;
    }
    case Instruction::kReboot:
      if (is_meant) Say(*servo, ServoError::kNone, {});
      servo->Reboot();
      return;
    default:
      if (is_meant) Say(*servo, ServoError::kInstruction, {});
  }
}

void ServoChain::SayRead(const Servo& servo, std::uint16_t address, std::size_t bytes) {
  std::array<std::uint8_t, kLongestRead> buffer;
  const std::span<std::uint8_t> data = std::span(buffer).first(std::min(bytes, kLongestRead));
  const ServoError error = servo.Read(address, data);
  Say(servo, error, error == ServoError::kNone ? data : data.first(0));
}

void ServoChain::Say(const Servo& servo, ServoError error, std::span<const std::uint8_t> data) {
  for (; garbage_ > 0; --garbage_) output_.push_back(static_cast<std::uint8_t>(noise_() >> 8));
  Line& line = lines_[servo.id()];
  if (line.lost > 0) {
    --line.lost;
    return;
  }
  std::vector<std::uint8_t> parameters = {
      static_cast<std::uint8_t>(static_cast<std::uint8_t>(error) | (servo.has_alert() ? kAlert : 0))};
  parameters.insert(parameters.end(), data.begin(), data.end());
  std::array<std::uint8_t, kMaxPacketBytes> wire;
  const std::size_t size = Encode({servo.id(), Instruction::kStatus, parameters}, wire);
  if (line.corrupted > 0) {
    --line.corrupted;
    wire[size - 1] ^= 0xFF;
  }
  output_.insert(output_.end(), wire.begin(), wire.begin() + static_cast<std::ptrdiff_t>(size));
}

}  // namespace blindvla::widowx
