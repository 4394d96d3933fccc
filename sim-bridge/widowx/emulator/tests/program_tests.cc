// The emulator and the check as programs, over a real pseudo-terminal.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "rendering/png_file.h"
#include "server/tests/child_process.h"
#include "widowx/rig/rig_file.h"

namespace blindvla::widowx::testing {
namespace {

// Of this test and this process.
std::filesystem::path Scratch(const std::string& name) {
  return std::filesystem::temp_directory_path() / ("blindvla-widowx-" + std::to_string(getpid()) + "-" + name);
}

class ProgramTest : public ::testing::Test {
 protected:
  ProgramTest() { std::ofstream(rig_) << ToJson(StandardRig()); }
  ~ProgramTest() override { std::filesystem::remove(rig_); }

  std::string Check(const std::vector<std::string>& arguments, int expected_code) {
    std::vector<std::string> command = {BLINDVLA_WIDOWX_CHECK};
    command.insert(command.end(), arguments.begin(), arguments.end());
    ChildProcess check(command);
    EXPECT_EQ(check.Wait(), expected_code) << check.errors();
    return check.output() + check.errors();
  }

  const std::filesystem::path rig_ = Scratch("rig.json");
};

void ExpectContains(const std::string& text, const std::string& expected) {
  EXPECT_NE(text.find(expected), std::string::npos) << text;
}

TEST_F(ProgramTest, Check_OfTheEmulatedArm_FindsWhatIsThereAndWhatIsWrong) {
  const std::string link = Scratch("port");
  ChildProcess emulator({BLINDVLA_WIDOWX_EMULATOR, "--assets", BLINDVLA_TEST_ASSETS, "--link", link});
  ASSERT_EQ(emulator.ReadLine().substr(0, 12), "serial port ");

  emulator.WriteLine("camera url");
  Rig rig = StandardRig();
  CameraRig& camera = rig.cameras[0];
  camera.source = emulator.ReadLine();
  camera.width = 224;
  camera.height = 224;
  camera.stale_seconds = 30;  // a machine under load is no camera with a fault
  camera.frozen_seconds = 0.5;
  std::ofstream(rig_) << ToJson(rig);

  const std::filesystem::path pictures = Scratch("pictures");
  std::filesystem::create_directory(pictures);
  const std::string healthy = Check({"--rig", rig_, "--port", link, "--pictures", pictures}, 0);
  ExpectContains(healthy, "elbow shadow       5   1120");
  ExpectContains(healthy, "3rd_view_camera  224x224 of 640x480, ");
  ExpectContains(healthy, "nothing that the servos say or the cameras show speaks against moving it");
  EXPECT_EQ(ReadPng(pictures / "3rd_view_camera.png").width, 224);
  std::filesystem::remove_all(pictures);

  emulator.WriteLine("camera freeze");
  ASSERT_EQ(emulator.ReadLine(), "ok");
  ExpectContains(Check({"--rig", rig_, "--port", link}, 1),
                 "problem: camera 3rd_view_camera: every picture is the same");
  emulator.WriteLine("camera close");
  ASSERT_EQ(emulator.ReadLine(), "ok");
  ExpectContains(Check({"--rig", rig_, "--port", link}, 1), "problem: camera 3rd_view_camera: http://127.0.0.1:");
  rig.cameras.clear();
  std::ofstream(rig_) << ToJson(rig);

  emulator.WriteLine("temperature 6 75");
  ASSERT_EQ(emulator.ReadLine(), "ok");
  ExpectContains(Check({"--rig", rig_, "--port", link}, 1), "problem: servo 6 (forearm_roll): expected at most 60");

  emulator.WriteLine("unplug");
  ASSERT_EQ(emulator.ReadLine(), "ok");
  ExpectContains(Check({"--rig", rig_, "--port", link}, 4), link);

  emulator.CloseInput();
  EXPECT_EQ(emulator.Wait(), 0);
  EXPECT_FALSE(std::filesystem::exists(std::filesystem::symlink_status(link)));
}

TEST_F(ProgramTest, Check_PrintRig_IsARig) {
  EXPECT_EQ(ToJson(ParseRig(Check({"--print-rig"}, 0))), ToJson(StandardRig()));
}

TEST_F(ProgramTest, Check_WrongUse_SaysWhat) {
  ExpectContains(Check({}, 2), "--rig FILE is missing");
  ExpectContains(Check({"--rigs"}, 2), "there is no flag --rigs");
  ExpectContains(Check({"--rig"}, 2), "--rig needs a value");
  ExpectContains(Check({"--rig", "/nowhere.json"}, 2), "/nowhere.json is no file");
  ExpectContains(Check({"--rig", rig_, "--port", "/nowhere"}, 4), "/nowhere");
  ExpectContains(Check({"--rig", rig_, "--pictures", "/nowhere"}, 2), "/nowhere is no folder");
  ExpectContains(Check({"--help"}, 0), "no safety-rated");
}

TEST_F(ProgramTest, Emulator_WrongUse_SaysWhat) {
  const auto refusal = [](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), BLINDVLA_WIDOWX_EMULATOR);
    ChildProcess emulator(arguments);
    EXPECT_EQ(emulator.Wait(), 2);
    return emulator.errors();
  };
  ExpectContains(refusal({}), "--assets DIR is missing");
  ExpectContains(refusal({"--speed", "0"}), "--speed 0: expected a number from 0.01 to 100");
  ExpectContains(refusal({"--assets", "/nowhere"}), "/nowhere");
  ExpectContains(refusal({"--assets", BLINDVLA_TEST_ASSETS, "--scene", "/nowhere"}), "/nowhere is no file");
  ExpectContains(refusal({"--asset"}), "there is no flag --asset");
  ExpectContains(refusal({"--camera-rate", "61"}), "--camera-rate 61: expected a number from 1 to 60");
  ExpectContains(refusal({"--camera-port", "x"}), "--camera-port x: expected a number from 1 to 65535");
  Rig rig = StandardRig();
  rig.cameras[0].name = "wrist";
  std::ofstream(rig_) << ToJson(rig);
  ExpectContains(refusal({"--assets", BLINDVLA_TEST_ASSETS, "--rig", rig_}),
                 "the emulated world has no camera 'wrist'");
}

TEST_F(ProgramTest, Emulator_WithoutACamera_SaysSo) {
  ChildProcess emulator({BLINDVLA_WIDOWX_EMULATOR, "--assets", BLINDVLA_TEST_ASSETS, "--no-camera"});
  ASSERT_EQ(emulator.ReadLine().substr(0, 12), "serial port ");
  emulator.WriteLine("camera url");
  EXPECT_EQ(emulator.ReadLine(), "error: there is no camera");
}

TEST_F(ProgramTest, Emulator_Terminated_Ends) {
  ChildProcess emulator({BLINDVLA_WIDOWX_EMULATOR, "--assets", BLINDVLA_TEST_ASSETS, "--speed", "2"});
  ASSERT_EQ(emulator.ReadLine().substr(0, 12), "serial port ");
  emulator.Signal(SIGTERM);
  EXPECT_EQ(emulator.Wait(), 0);
}

}  // namespace
}  // namespace blindvla::widowx::testing
