#ifndef BLINDVLA_WIDOWX_RIG_RIG_FILE_H_
#define BLINDVLA_WIDOWX_RIG_RIG_FILE_H_

#include <filesystem>
#include <stdexcept>
#include <string>

#include "widowx/rig/rig.h"

namespace blindvla::widowx {

// A rig cannot be used. The text has a line for everything that is wrong with it.
class RigError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// From the JSON of blindvla.rig.v1.Rig. Throws RigError.
Rig ParseRig(const std::string& json);
Rig ReadRig(const std::filesystem::path& file);

// What ParseRig reads as the same rig.
std::string ToJson(const Rig& rig);

// Of what a rig is, and not of where it is plugged in: port, cameras' sources and stop file are left out. Lower-case
// hex.
std::string Sha256Of(Rig rig);

}  // namespace blindvla::widowx

#endif  // BLINDVLA_WIDOWX_RIG_RIG_FILE_H_
