#ifndef BLINDVLA_SERVER_SESSION_STREAM_H_
#define BLINDVLA_SERVER_SESSION_STREAM_H_

#include <grpcpp/grpcpp.h>

#include <string>

#include "blindvla/bridge/v1/environment.grpc.pb.h"
#include "simulation/bridge_messages.h"

namespace blindvla {

// One call of Connect, for the thread that serves it. That thread reads the socket itself: no other has to be woken for
// a message.
class SessionStream {
 public:
  SessionStream() = default;
  SessionStream(const SessionStream&) = delete;
  SessionStream& operator=(const SessionStream&) = delete;

  // Becomes the next call that comes; `lobby` then returns `tag`.
  void Expect(bridge::EnvironmentService::AsyncService* calls, grpc::ServerCompletionQueue* lobby, void* tag);

  // E.g. "unix:" or "ipv4:127.0.0.1:40312".
  std::string peer() const { return context_.peer(); }

  // False when the client has no more to say, or has gone.
  bool Read(bridge::ConnectRequest* request);

  // Sends, then reads what comes next.
  bool Exchange(const bridge::ConnectResponse& response, bridge::ConnectRequest* next);

  // The last thing to be done with it.
  void Finish(const grpc::Status& status);

 private:
  // For one thing that was begun; whether it succeeded.
  bool Wait();

  grpc::ServerContext context_;
  grpc::CompletionQueue queue_;
  grpc::ServerAsyncReaderWriter<bridge::ConnectResponse, bridge::ConnectRequest> stream_{&context_};
};

}  // namespace blindvla

#endif  // BLINDVLA_SERVER_SESSION_STREAM_H_
