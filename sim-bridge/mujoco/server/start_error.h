#ifndef BLINDVLA_SERVER_START_ERROR_H_
#define BLINDVLA_SERVER_START_ERROR_H_

#include <stdexcept>

namespace blindvla {

// The server cannot start as it was told to. The text says what to do.
class StartError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace blindvla

#endif  // BLINDVLA_SERVER_START_ERROR_H_
