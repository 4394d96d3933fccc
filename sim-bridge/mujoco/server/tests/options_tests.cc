#include "server/options.h"

#include <gtest/gtest.h>

#include <vector>

#include "server/start_error.h"

namespace blindvla {
namespace {

Options Parse(const std::vector<const char*>& arguments) { return Options::Parse(arguments); }

std::string ErrorOf(const std::vector<const char*>& arguments) {
  try {
    Parse(arguments);
  } catch (const StartError& error) {
    return error.what();
  }
  return "no error";
}

void ExpectError(const std::vector<const char*>& arguments, const std::vector<std::string>& expected) {
  const std::string error = ErrorOf(arguments);
  for (const std::string& text : expected) EXPECT_NE(error.find(text), std::string::npos) << error;
}

TEST(Options, Parse_Everything_IsTaken) {
  const Options options = Parse({"--assets", "dir", "--listen=tcp:127.0.0.1:0", "--max-sessions", "3", "--gl", "osmesa",
                                 "--supersample", "2", "--watchdog-seconds", "1.5", "--drain-seconds", "0",
                                 "--idle-seconds", "90", "--soft-shadows", "--die-with-parent"});

  EXPECT_EQ(options.assets, "dir");
  EXPECT_EQ(options.listen->host(), "127.0.0.1");
  EXPECT_EQ(options.listen->port(), 0);
  EXPECT_EQ(options.max_sessions, 3);
  EXPECT_EQ(options.gl, GlBackend::kOsMesa);
  EXPECT_EQ(options.supersample, 2);
  EXPECT_TRUE(options.soft_shadows);
  EXPECT_EQ(options.watchdog_seconds, 1.5);
  EXPECT_EQ(options.drain_seconds, 0);
  EXPECT_EQ(options.idle_seconds, 90);
  EXPECT_TRUE(options.supervised);
}

TEST(Options, Parse_UnknownFlag_NamesTheNearest) { ExpectError({"--lisen", "unix:/tmp/s"}, {"--lisen", "'--listen'"}); }

TEST(Options, Parse_Missing_SaysWhich) {
  ExpectError({"--listen", "unix:/tmp/s"}, {"--assets DIR is missing"});
  ExpectError({"--assets", "dir"}, {"--listen is missing", "unix:"});
  ExpectError({"--assets"}, {"--assets needs a value"});
}

TEST(Options, Parse_BadNumber_NamesTheRange) {
  ExpectError({"--max-sessions", "0"}, {"--max-sessions 0", "from 1 to 1024"});
  ExpectError({"--max-sessions", "4x"}, {"--max-sessions 4x"});
  ExpectError({"--supersample", "3"}, {"from 1 to 2"});
  ExpectError({"--watchdog-seconds", "nan"}, {"--watchdog-seconds nan"});
  ExpectError({"--gl", "vulkan"}, {"auto, egl or osmesa"});
}

TEST(Options, Parse_BadAddress_SaysWhatIsExpected) {
  for (const char* address :
       {"", "unix:", "tcp:", "tcp:127.0.0.1", "tcp:127.0.0.1:x", "tcp:127.0.0.1:65536", "tcp::80", "127.0.0.1:80"}) {
    ExpectError({"--assets", "dir", "--listen", address}, {"expected unix:/path/to/socket or tcp:"});
  }
}

TEST(Options, Parse_OtherMachinesWithoutAllOfTheirConditions_IsRefused) {
  for (const char* address :
       {"tcp:0.0.0.0:50051", "tcp:192.168.1.2:50051", "tcp:[::]:50051", "tcp:127.0.0.1.evil.org:1"}) {
    const std::vector<std::string> conditions = {"--allow-remote", "--tls-cert", "--token-file"};
    ExpectError({"--assets", "dir", "--listen", address}, conditions);
    ExpectError({"--assets", "dir", "--listen", address, "--allow-remote"}, conditions);
    ExpectError({"--assets", "dir", "--listen", address, "--tls-cert", "c", "--tls-key", "k", "--token-file", "t"},
                conditions);
    EXPECT_TRUE(Parse({"--assets", "dir", "--listen", address, "--allow-remote", "--tls-cert", "c", "--tls-key", "k",
                       "--token-file", "t"})
                    .access.has_value());
  }
}

TEST(Options, Parse_ThisMachine_NeedsNoCredentials) {
  for (const char* address : {"tcp:127.0.0.1:0", "tcp:localhost:1", "tcp:[::1]:5", "unix:/tmp/s"}) {
    EXPECT_FALSE(Parse({"--assets", "dir", "--listen", address}).access.has_value()) << address;
  }
}

TEST(Options, Parse_TokenWithoutTls_IsRefused) {
  ExpectError({"--assets", "dir", "--listen", "tcp:127.0.0.1:0", "--token-file", "t"}, {"go together"});
}

}  // namespace
}  // namespace blindvla
