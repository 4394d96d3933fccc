#ifndef BLINDVLA_SIMULATION_ERRORS_H_
#define BLINDVLA_SIMULATION_ERRORS_H_

#include <stdexcept>
#include <string>
#include <utility>

#include "control/engine.h"

namespace blindvla {

// The client asked for something that cannot be: the request has no effect and the session goes on.
class InvalidRequest : public std::runtime_error {
 public:
  InvalidRequest(std::string field, const std::string& message)
      : std::runtime_error(message), field_(std::move(field)) {}

  // Path of the offending field in the request, e.g. "scene.objects[1].asset".
  const std::string& field() const { return field_; }

 private:
  std::string field_;
};

}  // namespace blindvla

#endif  // BLINDVLA_SIMULATION_ERRORS_H_
