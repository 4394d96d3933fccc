#ifndef BLINDVLA_SERVER_PICTURE_OUTPUT_H_
#define BLINDVLA_SERVER_PICTURE_OUTPUT_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <utility>

#include "server/bridge_messages.h"
#include "server/picture_memory.h"

namespace blindvla {

// Where a session's pictures go: into the client's memory as far as there is room, otherwise into the message.
class PictureOutput {
 public:
  using CameraRequests = google::protobuf::RepeatedPtrField<bridge::CameraRequest>;
  // Makes the picture that was asked for at `rgb`, packed RGB8 of the size asked for.
  using Draw = std::function<void(const bridge::CameraRequest& camera, bridge::Image* image, std::uint8_t* rgb)>;

  void SetMemory(std::optional<PictureMemory> memory) { memory_ = std::move(memory); }

  // Overwrites the observation's pictures by those of the cameras asked for, in their order.
  void Write(const CameraRequests& cameras, bridge::Observation* observation, const Draw& draw);

 private:
  std::uint8_t* BufferFor(bridge::Image* image);

  std::optional<PictureMemory> memory_;
};

}  // namespace blindvla

#endif  // BLINDVLA_SERVER_PICTURE_OUTPUT_H_
