#ifndef BLINDVLA_SERVER_SESSION_STREAM_H_
#define BLINDVLA_SERVER_SESSION_STREAM_H_

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <optional>
#include <string>

#include "blindvla/bridge/v1/environment.grpc.pb.h"
#include "server/bridge_messages.h"

namespace blindvla {

// The service, with the messages of Connect as they come: a typed stream ends in the same way at a message that is none
// and at the client's goodbye.
using EnvironmentCalls = bridge::EnvironmentService::WithAsyncMethod_Describe<
    bridge::EnvironmentService::WithRawMethod_Connect<bridge::EnvironmentService::Service>>;

// One call of Connect, for the thread that serves it. That thread reads the socket itself: no other has to be woken for
// a message.
class SessionStream {
 public:
  SessionStream() = default;
  // Waits for what was begun.
  ~SessionStream();
  SessionStream(const SessionStream&) = delete;
  SessionStream& operator=(const SessionStream&) = delete;

  // Becomes the next call that comes; `queue` then returns `tag`.
  void RequestCall(EnvironmentCalls* calls, grpc::ServerCompletionQueue* queue, void* tag);

  // E.g. "unix:" or "ipv4:127.0.0.1:40312".
  std::string peer() const { return context_.peer(); }

  // False when there is no further request: `end` says why. `timeout` is how long the client may take.
  bool Read(std::chrono::duration<double> timeout, bridge::ConnectRequest* request);

  // Sends, then reads what comes next.
  bool Exchange(const bridge::ConnectResponse& response, std::chrono::duration<double> timeout,
                bridge::ConnectRequest* next);

  // OK when the client had no more to say, or has gone.
  const grpc::Status& end() const { return end_; }

  // The last thing to be done with it.
  void Finish(const grpc::Status& status);

  // The same for a thread that has others to care for; to be asked again until it is finished.
  void BeginFinish(const grpc::Status& status);
  bool IsFinished();

 private:
  // For one of the things that were begun; whether it succeeded.
  bool Wait(std::chrono::duration<double> timeout);
  std::optional<bool> Next(gpr_timespec deadline);  // none: not before the deadline
  void WaitForAll();

  // What was received; false when it is no request.
  bool Parse(bridge::ConnectRequest* request);

  grpc::ServerContext context_;
  grpc::CompletionQueue queue_;
  grpc::ServerAsyncReaderWriter<grpc::ByteBuffer, grpc::ByteBuffer> stream_{&context_};
  grpc::ByteBuffer received_;
  grpc::Status end_;
  int pending_ = 0;          // operations that were begun and have not ended yet
  bool is_writing_ = false;  // its address is the tag of a write
};

}  // namespace blindvla

#endif  // BLINDVLA_SERVER_SESSION_STREAM_H_
