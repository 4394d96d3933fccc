#ifndef BLINDVLA_WIDOWX_EMULATOR_COMMANDS_H_
#define BLINDVLA_WIDOWX_EMULATOR_COMMANDS_H_

#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <string>

#include "widowx/emulator/camera_server.h"
#include "widowx/emulator/emulated_arm.h"

namespace blindvla::widowx {

// Does what lines say, each a fault or a question from beside the arm, and answers each with a line: "ok", what was
// asked for, or "error: " and why not.
class Commands {
 public:
  // Both must outlive this. `camera` may be null: there is none.
  Commands(EmulatedArm* arm, CameraServer* camera) : arm_(*arm), camera_(camera) {}

  // The answer; none yet to what takes time, which time at the arm does not stand still for.
  std::optional<std::string> Obey(const std::string& line);

  // Until that is answered nothing else can be obeyed.
  bool is_busy() const { return laying_.valid(); }
  // The answer to it, if there is one within so long.
  std::optional<std::string> Wait(std::chrono::milliseconds patience);

  // The lines there are, for a help text.
  static const char* Help();

 private:
  class Words;

  std::optional<std::string> Do(Words* words);
  std::string ToServo(const std::string& what, Words* words);
  std::string ToCamera(Words* words);

  EmulatedArm& arm_;
  CameraServer* camera_;
  std::future<std::unique_ptr<Simulation>> laying_;
};

}  // namespace blindvla::widowx

#endif  // BLINDVLA_WIDOWX_EMULATOR_COMMANDS_H_
