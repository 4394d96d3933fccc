#ifndef BLINDVLA_WIDOWX_EMULATOR_SERVO_CHAIN_H_
#define BLINDVLA_WIDOWX_EMULATOR_SERVO_CHAIN_H_

#include <cstdint>
#include <random>
#include <span>
#include <utility>
#include <vector>

#include "widowx/dynamixel/packet.h"
#include "widowx/dynamixel/packet_reader.h"
#include "widowx/emulator/servo.h"

namespace blindvla::widowx {

// Servos on one bus: bytes in, bytes out, and what may go wrong with either. Answers take no time.
class ServoChain {
 public:
  explicit ServoChain(std::vector<Servo> servos);

  // What the controller sent.
  void Receive(std::span<const std::uint8_t> bytes);
  // What the servos said since the last call.
  std::vector<std::uint8_t> TakeOutput() { return std::exchange(output_, {}); }

  void Advance(double seconds);

  std::vector<Servo>& servos() { return servos_; }
  // Null when there is none.
  Servo* Find(std::uint8_t id);

  // Faults. Of a servo: its next `count` statuses get lost, or come with a wrong checksum.
  void LoseStatus(std::uint8_t id, int count) { line(id).lost = count; }
  void CorruptStatus(std::uint8_t id, int count) { line(id).corrupted = count; }
  // It does not hear or say anything.
  void Mute(std::uint8_t id, bool muted) { line(id).muted = muted; }
  // Likewise all of them: the cable is out, but not at the controller.
  void Silence(bool silent) { is_silent_ = silent; }
  // So many bytes of noise before the next status.
  void SayGarbage(int bytes) { garbage_ = bytes; }

 private:
  struct Line {
    int lost = 0;
    int corrupted = 0;
    bool muted = false;
  };

  Line& line(std::uint8_t id) { return lines_[id]; }
  void Obey(const dynamixel::Packet& packet);
  void ObeyOne(const dynamixel::Packet& packet, Servo* servo);
  void Say(const Servo& servo, ServoError error, std::span<const std::uint8_t> data);
  void SayRead(const Servo& servo, std::uint16_t address, std::size_t bytes);

  std::vector<Servo> servos_;
  std::vector<Line> lines_;  // by id
  dynamixel::PacketReader reader_;
  std::vector<std::uint8_t> output_;
  bool is_silent_ = false;
  int garbage_ = 0;
  std::minstd_rand noise_;
};

}  // namespace blindvla::widowx

#endif  // BLINDVLA_WIDOWX_EMULATOR_SERVO_CHAIN_H_
