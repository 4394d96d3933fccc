#include "rendering/gl_platform.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <cstdlib>
#include <iostream>

#include "simulation/errors.h"

namespace blindvla {
namespace {

// Each library may be loaded only once per process and in one order, so each case has a process of its own.
#define EXPECT_IN_FRESH_PROCESS(statement)               \
  EXPECT_EXIT(                                           \
      {                                                  \
        statement;                                       \
        std::cerr << "done";                             \
        std::_Exit(testing::Test::HasFailure() ? 1 : 0); \
      },                                                 \
      testing::ExitedWithCode(0), "done")

class GlPlatformTest : public testing::Test {
 protected:
  GlPlatformTest() { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

using GlPlatformDeathTest = GlPlatformTest;

TEST_F(GlPlatformDeathTest, Open_Egl_NamesTheDriver) {
  EXPECT_IN_FRESH_PROCESS({
    const auto platform = OpenGlPlatform(GlBackend::kEgl, std::nullopt);
    EXPECT_EQ(platform->description().rfind("egl ", 0), 0u) << platform->description();
    const bool is_software = platform->description().find("pipe") != std::string::npos;
    EXPECT_EQ(platform->draws_one_at_a_time(), is_software) << platform->description();
    EXPECT_EQ(platform->LockToDraw().owns_lock(), is_software);
    EXPECT_NE(platform->MakeContext(), nullptr);
  });
}

TEST_F(GlPlatformDeathTest, Open_OsMesa_NamesTheDriver) {
  EXPECT_IN_FRESH_PROCESS({
    const auto platform = OpenGlPlatform(GlBackend::kOsMesa, std::nullopt);
    EXPECT_EQ(platform->description().rfind("osmesa ", 0), 0u) << platform->description();
    EXPECT_NE(platform->MakeContext(), nullptr);
  });
}

TEST_F(GlPlatformDeathTest, Open_EglWithoutDrivers_SaysWhatWasTriedAndAsksForOsMesa) {
  EXPECT_IN_FRESH_PROCESS({
    unsetenv("__EGL_VENDOR_LIBRARY_FILENAMES");  // the user's, which comes before folders
    setenv("__EGL_VENDOR_LIBRARY_DIRS", "/nonexistent", 1);
    try {
      OpenGlPlatform(GlBackend::kAuto, std::nullopt);
      ADD_FAILURE() << "a platform without a driver";
    } catch (const GlUnavailable& unavailable) {
      EXPECT_NE(std::string(unavailable.what()).find("the default display"), std::string::npos) << unavailable.what();
      EXPECT_TRUE(unavailable.retry_with_osmesa());
    }
  });
}

TEST_F(GlPlatformDeathTest, Open_DeviceThatDoesNotExist_SaysHowManyThereAre) {
  EXPECT_IN_FRESH_PROCESS({
    try {
      OpenGlPlatform(GlBackend::kAuto, 99);
      ADD_FAILURE() << "device 99";
    } catch (const GlUnavailable& unavailable) {
      EXPECT_NE(std::string(unavailable.what()).find("no device 99"), std::string::npos) << unavailable.what();
      EXPECT_FALSE(unavailable.retry_with_osmesa());
    }
  });
}

}  // namespace
}  // namespace blindvla
