#ifndef BLINDVLA_WIDOWX_SAFETY_TESTS_ALLOCATIONS_H_
#define BLINDVLA_WIDOWX_SAFETY_TESTS_ALLOCATIONS_H_

#include <cstdint>

namespace blindvla::widowx::testing {

// How often this thread has asked for memory since it began.
std::uint64_t AllocationsOfThisThread();

}  // namespace blindvla::widowx::testing

#endif  // BLINDVLA_WIDOWX_SAFETY_TESTS_ALLOCATIONS_H_
