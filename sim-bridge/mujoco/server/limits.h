#ifndef BLINDVLA_SERVER_LIMITS_H_
#define BLINDVLA_SERVER_LIMITS_H_

namespace blindvla {

// In both directions; the client sets the same.
inline constexpr int kMaxMessageBytes = 16 << 20;

// Leaves a megabyte for everything in a response that is not an image.
inline constexpr int kMaxImageBytes = 15 << 20;

}  // namespace blindvla

#endif  // BLINDVLA_SERVER_LIMITS_H_
