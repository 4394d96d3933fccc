#ifndef BLINDVLA_SERVER_REFUSAL_H_
#define BLINDVLA_SERVER_REFUSAL_H_

#include <string>

#include "server/bridge_messages.h"

namespace blindvla {

// The answer to a request that cannot be honoured: it has no effect, and the session goes on.
inline void Refuse(bridge::RequestError::Code code, const std::string& field, const std::string& message,
                   bridge::ConnectResponse* response) {
  bridge::RequestError* error = response->mutable_error();
  error->set_code(code);
  error->set_field(field);
  error->set_message(message);
}

}  // namespace blindvla

#endif  // BLINDVLA_SERVER_REFUSAL_H_
