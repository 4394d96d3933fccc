#ifndef BLINDVLA_SERVER_TESTS_TEST_WORKCELL_H_
#define BLINDVLA_SERVER_TESTS_TEST_WORKCELL_H_

#include <string>
#include <vector>

#include "server/session.h"
#include "server/tests/test_assets.h"

namespace blindvla {

// A workcell on test assets, and requests to it.
class TestWorkcell {
 public:
  TestWorkcell();

  const Workcell& get() const { return workcell_; }

  static bridge::Scene Scene();
  static bridge::ConnectRequest Reset(std::uint64_t id, int width = 0, int height = 0);  // no camera without a size
  static bridge::ConnectRequest Step(std::uint64_t id, const std::vector<float>& action, int width = 0, int height = 0);

 private:
  TestAssets assets_;
  Workcell workcell_;
};

}  // namespace blindvla

#endif  // BLINDVLA_SERVER_TESTS_TEST_WORKCELL_H_
