#ifndef BLINDVLA_WIDOWX_EMULATOR_COMMANDS_H_
#define BLINDVLA_WIDOWX_EMULATOR_COMMANDS_H_

#include <string>

#include "widowx/emulator/emulated_arm.h"

namespace blindvla::widowx {

// Does what a line says, a fault or a question from beside the arm, and returns the line to answer: "ok", what was
// asked for, or "error: " and why not.
std::string Obey(const std::string& line, EmulatedArm* arm);

// The lines there are, for a help text.
const char* CommandsHelp();

}  // namespace blindvla::widowx

#endif  // BLINDVLA_WIDOWX_EMULATOR_COMMANDS_H_
