#include "widowx/dynamixel/bus.h"

#include <algorithm>
#include <stdexcept>

#include "widowx/dynamixel/little_endian.h"

namespace blindvla::dynamixel {
namespace {

constexpr std::uint8_t kAlert = 0x80;

// Reads the answer off a status with room for `data`; false when it answers something else.
bool Take(const Packet& status, std::span<std::uint8_t> data, Answer* answer) {
  if (status.parameters.empty()) return false;
  const auto error = static_cast<std::uint8_t>(status.parameters[0] & ~kAlert);
  // A servo that refuses says no more than that.
  if (error == 0 && status.parameters.size() != 1 + data.size()) return false;
  *answer = {error == 0 ? Outcome::kOk : Outcome::kRefused, error, (status.parameters[0] & kAlert) != 0};
  if (error == 0) std::copy(status.parameters.begin() + 1, status.parameters.end(), data.begin());
  return true;
}

}  // namespace

const char* Describe(const Answer& answer) {
  switch (answer.outcome) {
    case Outcome::kOk:
      return "answered";
    case Outcome::kNoStatus:
      return "did not answer";
    case Outcome::kPortLost:
      return "could not be asked: the serial port is gone";
    case Outcome::kRefused:
      break;
  }
  switch (answer.error) {
    case 1:
      return "refused: it failed to do it";
    case 2:
      return "refused: it does not know the instruction";
    case 3:
      return "refused: the checksum of what came was wrong";
    case 4:
      return "refused: the value is out of range, or its bus watchdog has fired";
    case 5:
      return "refused: fewer bytes than the register has";
    case 6:
      return "refused: the value is beyond the limit that is set in the servo";
    case 7:
      return "refused: no such register, or it cannot be written now";
    default:
      return "refused, and did not say why";
  }
}

Answer Bus::Ping(std::uint8_t id, std::uint16_t* model, std::uint8_t* firmware) {
  std::array<std::uint8_t, 3> data{};
  const Answer answer = Request({id, Instruction::kPing, {}}, data, timing_.retries);
  if (answer.ok()) {
    *model = static_cast<std::uint16_t>(LoadLittleEndian(std::span(data).first(2)));
    *firmware = data[2];
  }
  return answer;
}

Answer Bus::Read(std::uint8_t id, std::uint16_t address, std::span<std::uint8_t> data) {
  std::array<std::uint8_t, 4> parameters;
  StoreLittleEndian(address, std::span(parameters).first(2));
  StoreLittleEndian(data.size(), std::span(parameters).last(2));
  return Request({id, Instruction::kRead, parameters}, data, timing_.retries);
}

Answer Bus::Write(std::uint8_t id, std::uint16_t address, std::span<const std::uint8_t> data) {
  if (2 + data.size() > parameters_.size()) throw std::length_error("a write of more bytes than a packet has");
  const std::span<std::uint8_t> parameters = std::span(parameters_).first(2 + data.size());
  StoreLittleEndian(address, parameters.first(2));
  std::copy(data.begin(), data.end(), parameters.begin() + 2);
  return Request({id, Instruction::kWrite, parameters}, {}, timing_.retries);
}

Answer Bus::Reboot(std::uint8_t id) { return Request({id, Instruction::kReboot, {}}, {}, 0); }

Answer Bus::Read(std::uint8_t id, Register where, std::uint32_t* value) {
  std::array<std::uint8_t, 4> data{};
  const Answer answer = Read(id, where.address, std::span(data).first(where.bytes));
  if (answer.ok()) *value = LoadLittleEndian(data);
  return answer;
}

Answer Bus::Write(std::uint8_t id, Register where, std::uint32_t value) {
  std::array<std::uint8_t, 4> data;
  StoreLittleEndian(value, data);
  return Write(id, where.address, std::span<const std::uint8_t>(data).first(where.bytes));
}

bool Bus::SyncRead(std::uint16_t address, std::size_t bytes, std::span<const std::uint8_t> ids,
                   std::span<std::uint8_t> data, std::span<Answer> answers) {
  if (ids.size() > kMaxServos) throw std::length_error("a sync read of more than 32 servos");
  std::fill(answers.begin(), answers.end(), Answer{});
  const auto is_missing = [](const Answer& answer) { return answer.outcome == Outcome::kNoStatus; };
  for (int attempt = 0; attempt <= timing_.retries; ++attempt) {
    if (attempt > 0) ++retried_;
    if (!ReadRound(address, bytes, ids, data, answers)) {
      std::fill(answers.begin(), answers.end(), Answer{Outcome::kPortLost});
      return false;
    }
    if (std::none_of(answers.begin(), answers.end(), is_missing)) break;
  }
  return std::all_of(answers.begin(), answers.end(), [](const Answer& answer) { return answer.ok(); });
}

bool Bus::ReadRound(std::uint16_t address, std::size_t bytes, std::span<const std::uint8_t> ids,
                    std::span<std::uint8_t> data, std::span<Answer> answers) {
  std::array<std::uint8_t, 4 + kMaxServos> parameters;
  StoreLittleEndian(address, std::span(parameters).subspan(0, 2));
  StoreLittleEndian(bytes, std::span(parameters).subspan(2, 2));
  std::size_t asked = 0;
  for (std::size_t i = 0; i < ids.size(); ++i)
    if (answers[i].outcome == Outcome::kNoStatus) parameters[4 + asked++] = ids[i];
  if (!Send({kBroadcast, Instruction::kSyncRead, std::span(parameters).first(4 + asked)})) return false;

  Port::Clock::time_point deadline = port_.Now() + timing_.status_timeout;
  while (asked > 0) {
    Packet status;
    const Outcome received = Receive(deadline, &status);
    if (received == Outcome::kPortLost) return false;
    if (received == Outcome::kNoStatus) return true;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (ids[i] != status.id || answers[i].outcome != Outcome::kNoStatus) continue;
      if (!Take(status, data.subspan(i * bytes, bytes), &answers[i])) continue;
      --asked;
      deadline = port_.Now() + timing_.status_timeout;
    }
  }
  is_awaited_ = false;
  return true;
}

bool Bus::SyncWrite(std::uint16_t address, std::size_t bytes, std::span<const std::uint8_t> ids,
                    std::span<const std::uint8_t> data) {
  const std::size_t size = 4 + ids.size() * (1 + bytes);
  if (size > parameters_.size()) throw std::length_error("a sync write of more bytes than a packet has");
  const std::span<std::uint8_t> parameters = std::span(parameters_).first(size);
  StoreLittleEndian(address, parameters.subspan(0, 2));
  StoreLittleEndian(bytes, parameters.subspan(2, 2));
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const std::span<std::uint8_t> block = parameters.subspan(4 + i * (1 + bytes), 1 + bytes);
    block[0] = ids[i];
    std::copy_n(data.begin() + i * bytes, bytes, block.begin() + 1);
  }
  const bool sent = Send({kBroadcast, Instruction::kSyncWrite, parameters});
  is_awaited_ = false;
  return sent;
}

Answer Bus::Request(const Packet& request, std::span<std::uint8_t> data, int retries) {
  Answer answer;
  for (int attempt = 0; attempt <= retries; ++attempt) {
    if (attempt > 0) ++retried_;
    if (!Send(request)) return {Outcome::kPortLost};
    const Port::Clock::time_point deadline = port_.Now() + timing_.status_timeout;
    Packet status;
    Outcome received;
    while ((received = Receive(deadline, &status)) == Outcome::kOk) {
      if (status.id != request.id || !Take(status, data, &answer)) continue;
      is_awaited_ = false;
      return answer;
    }
    if (received == Outcome::kPortLost) return {Outcome::kPortLost};
  }
  return answer;
}

bool Bus::Send(const Packet& packet) {
  if (is_awaited_) {
    // A status that comes too late would pass for the answer to what is asked now.
    const Port::Clock::time_point quiet = port_.Now() + timing_.status_timeout / 2;
    std::optional<std::size_t> came;
    do {
      came = port_.Read(wire_, quiet);
      if (!came) return false;
    } while (*came > 0 && port_.Now() < quiet);
  }
  reader_.Clear();
  is_awaited_ = true;
  return port_.Write(std::span(wire_).first(Encode(packet, wire_)));
}

Outcome Bus::Receive(Port::Clock::time_point deadline, Packet* status) {
  for (;;) {
    while (reader_.Next(status))
      if (status->instruction == Instruction::kStatus) return Outcome::kOk;
    const std::optional<std::size_t> came = port_.Read(wire_, deadline);
    if (!came) return Outcome::kPortLost;
    // A line that never stops talking is no reason to listen for ever.
    if (*came == 0 || port_.Now() > deadline + timing_.status_timeout) return Outcome::kNoStatus;
    reader_.Append(std::span(wire_).first(*came));
  }
}

}  // namespace blindvla::dynamixel
