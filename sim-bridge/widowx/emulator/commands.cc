#include "widowx/emulator/commands.h"

#include <algorithm>
#include <exception>
#include <iomanip>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "simulation/errors.h"
#include "widowx/emulator/scene_file.h"

namespace blindvla::widowx {
namespace {

class CommandError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

std::string State(const EmulatedArm& arm) {
  std::ostringstream text;
  text.imbue(std::locale::classic());
  text << std::setprecision(9) << "time " << arm.time_seconds() << " joints";
  for (const double angle : arm.JointAngles()) text << ' ' << angle;
  return text.str();
}

std::string Watchdogs(EmulatedArm* arm) {
  std::string text;
  for (const Servo& servo : arm->chain().servos())
    text += (text.empty() ? "" : " ") + std::to_string(servo.Get(dynamixel::kBusWatchdog));
  return text;
}

std::string Progress(const EmulatedArm& arm) {
  const TaskProgress progress = arm.world().Progress();
  std::ostringstream text;
  text.imbue(std::locale::classic());
  text << "success " << (progress.success ? 1 : 0);
  for (std::size_t i = 0; i < Measures().size(); ++i) text << ' ' << Measures()[i].name << ' ' << progress.measures[i];
  return text.str();
}

// What is wrong with a line, in words.
std::string Problem(const std::exception_ptr& problem) {
  try {
    std::rethrow_exception(problem);
  } catch (const CommandError& error) {
    return std::string("error: ") + error.what();
  } catch (const InvalidRequest& error) {
    return "error: " + error.field() + ": " + error.what();
  } catch (const SceneFileError& error) {
    return std::string("error: ") + error.what();
  }
}

}  // namespace

// The words of a line, taken one after the other.
class Commands::Words {
 public:
  explicit Words(const std::string& line) : stream_(line) { stream_.imbue(std::locale::classic()); }

  std::string Next(const char* what) {
    std::string word;
    if (!(stream_ >> word)) throw CommandError(std::string("expected ") + what);
    return word;
  }

  double Number(const char* what, double minimum, double maximum) {
    const std::string word = Next(what);
    std::istringstream text(word);
    text.imbue(std::locale::classic());
    double value;
    if (!(text >> value) || !text.eof() || !(value >= minimum && value <= maximum)) {
      std::ostringstream problem;
      problem << "expected " << what << " from " << minimum << " to " << maximum << ", found '" << word << "'";
      throw CommandError(problem.str());
    }
    return value;
  }

  Servo& ServoOf(ServoChain* chain) {
    const auto id = static_cast<std::uint8_t>(Number("an id", 0, dynamixel::kMaxId));
    Servo* servo = chain->Find(id);
    if (servo == nullptr) throw CommandError("there is no servo " + std::to_string(id));
    return *servo;
  }

  void End() {
    std::string word;
    if (stream_ >> word) throw CommandError("expected no more, found '" + word + "'");
  }

 private:
  std::istringstream stream_;
};

std::optional<std::string> Commands::Obey(const std::string& line) {
  Words words(line);
  try {
    return Do(&words);
  } catch (...) {
    return Problem(std::current_exception());
  }
}

std::optional<std::string> Commands::Wait(std::chrono::milliseconds patience) {
  if (laying_.wait_for(patience) != std::future_status::ready) return std::nullopt;
  try {
    arm_.Enter(laying_.get());
    return "ok";
  } catch (...) {
    return Problem(std::current_exception());
  }
}

std::optional<std::string> Commands::Do(Words* words) {
  const std::string what = words->Next("a command");
  if (what == "camera") return ToCamera(words);
  if (what == "scene") {
    const std::string file = words->Next("a file");
    words->End();
    laying_ = std::async(std::launch::async, [this, scene = ReadScene(file)] { return arm_.Lay(scene); });
    return std::nullopt;
  }
  if (what == "state" || what == "watchdogs" || what == "progress" || what == "silence" || what == "speak") {
    words->End();
    if (what == "state") return State(arm_);
    if (what == "watchdogs") return Watchdogs(&arm_);
    if (what == "progress") return Progress(arm_);
    arm_.chain().Silence(what == "silence");
    return "ok";
  }
  if (what == "garbage") {
    const int bytes = static_cast<int>(words->Number("a number of bytes", 0, 65536));
    words->End();
    arm_.chain().SayGarbage(bytes);
    return "ok";
  }
  return ToServo(what, words);
}

std::string Commands::ToCamera(Words* words) {
  if (camera_ == nullptr) throw CommandError("there is no camera");
  const std::string what = words->Next("url, live, freeze, silence, slow, garbage or close");
  const int every = what == "slow" ? static_cast<int>(words->Number("a number of pictures", 1, 1e6)) : 1;
  words->End();
  if (what == "url") return camera_->url();
  const struct {
    const char* name;
    CameraFault fault;
  } faults[] = {{"live", CameraFault::kNone},      {"slow", CameraFault::kNone},       {"freeze", CameraFault::kFrozen},
                {"silence", CameraFault::kSilent}, {"garbage", CameraFault::kGarbage}, {"close", CameraFault::kClosed}};
  for (const auto& [name, fault] : faults) {
    if (what != name) continue;
    camera_->SetFault(fault, every);
    return "ok";
  }
  throw CommandError("a camera knows url, live, freeze, silence, slow, garbage and close, not '" + what + "'");
}

std::string Commands::ToServo(const std::string& what, Words* words) {
  ServoChain& chain = arm_.chain();
  constexpr const char* kOfAServo[] = {"lose",    "corrupt", "mute",   "unmute", "temperature",
                                       "voltage", "error",   "freeze", "thaw",   "reboot"};
  if (std::find(std::begin(kOfAServo), std::end(kOfAServo), what) == std::end(kOfAServo))
    throw CommandError("there is no command '" + what + "'");
  Servo& servo = words->ServoOf(&chain);
  double number = 0;
  if (what == "lose" || what == "corrupt") number = words->Number("a number of statuses", 0, 1e6);
  if (what == "temperature") number = words->Number("degrees C", 0, 150);
  if (what == "voltage") number = words->Number("volts", 0, 30);
  if (what == "error") number = words->Number("bits", 1, 255);
  words->End();

  if (what == "lose") chain.LoseStatus(servo.id(), static_cast<int>(number));
  if (what == "corrupt") chain.CorruptStatus(servo.id(), static_cast<int>(number));
  if (what == "mute" || what == "unmute") chain.Mute(servo.id(), what == "mute");
  if (what == "temperature") servo.SetTemperature(static_cast<int>(number));
  if (what == "voltage") servo.SetVoltage(number);
  if (what == "error") servo.RaiseHardwareError(static_cast<std::uint8_t>(number));
  if (what == "freeze" || what == "thaw") servo.Freeze(what == "freeze");
  if (what == "reboot") servo.Reboot();
  return "ok";
}

const char* Commands::Help() {
  return R"(  lose ID N           the next N statuses of a servo get lost
  corrupt ID N        likewise, come with a wrong checksum
  garbage N           N bytes of noise before the next status
  mute ID, unmute ID  a servo neither hears nor answers
  silence, speak      likewise all of them
  temperature ID C, voltage ID V
                      what a servo measures; beyond its own limits it is an error
  error ID BITS       a servo's hardware error
  freeze ID, thaw ID  a servo's shaft stays where it is
  reboot ID           a servo begins anew, by itself
  unplug              the serial port is gone
  camera url          answers where its pictures are, "http://127.0.0.1:PORT/3rd_view_camera"
  camera freeze       it sends the same picture again and again, to the byte
  camera silence      it sends nothing more
  camera slow N       it sends every Nth picture
  camera garbage      it sends bytes that are no picture
  camera close        it throws out whoever watches, and whoever comes
  camera live         it is as it was
  scene FILE          a person lays the JSON of a blindvla.bridge.v1.Scene: its table, its objects, its goal; the arm goes
                      on as it is; answered when the objects lie still
  state               answers "time S joints Q1 ... Q7"
  watchdogs           answers the register of every servo's bus watchdog: 255 where it has fired
  progress            answers "success 0|1" and what the task measures, by the world's own predicate, since the scene was
                      laid: for whoever judges in a test, never for a policy
)";
}

}  // namespace blindvla::widowx
