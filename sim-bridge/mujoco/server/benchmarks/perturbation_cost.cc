// blindvla-perturbation-cost: what each perturbation of a scene costs a control step, against the same scene without
// it, and what it looks like.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <numbers>
#include <string>
#include <vector>

#include "rendering/png_file.h"
#include "server/benchmarks/benchmark_options.h"
#include "server/session.h"

namespace blindvla {
namespace {

using Clock = std::chrono::steady_clock;

constexpr char kHelp[] = R"(blindvla-perturbation-cost: control steps per second under each perturbation

  blindvla-perturbation-cost --assets DIR [--pictures DIR] [--width W] [--height H] [--rounds N]

Runs put-on-plate under the hold action, one picture of W x H (224 x 224) per step, without a transport. In each of N (5)
rounds every perturbation has one episode of 40 steps between two unperturbed ones; prints the median over the rounds of
its control steps per second as a fraction of theirs, and of the milliseconds that its reset takes. --pictures writes a
native picture of each as PNG.
)";

constexpr int kSteps = 40;

struct Arguments {
  std::filesystem::path assets;
  std::filesystem::path pictures;
  int width = 224;
  int height = 224;
  int rounds = 5;
};

Arguments Parse(BenchmarkOptions& options) {
  Arguments arguments;
  options.ReadRequired("--assets", &arguments.assets);
  options.Read("--pictures", &arguments.pictures);
  options.Read("--width", &arguments.width);
  options.Read("--height", &arguments.height);
  options.Read("--rounds", &arguments.rounds);
  options.Finish();
  Renderer::CheckSize(arguments.width, arguments.height, "picture");
  return arguments;
}

struct Perturbation {
  std::string name;
  std::function<void(bridge::Scene*)> apply;
};

void Turn(double angle, double x, double y, double z, bridge::Quaternion* rotation) {
  rotation->set_w(std::cos(angle / 2));
  rotation->set_x(std::sin(angle / 2) * x);
  rotation->set_y(std::sin(angle / 2) * y);
  rotation->set_z(std::sin(angle / 2) * z);
}

void Tint(double red, double green, double blue, bridge::Color* color) {
  color->set_red(red);
  color->set_green(green);
  color->set_blue(blue);
}

std::vector<Perturbation> Perturbations(const AssetLibrary& assets) {
  std::vector<Perturbation> all;
  const auto overlay = [&](const std::string& name, bridge::TextureOverlay::Region region, double strength) {
    if (assets.textures().empty()) return;
    const std::string texture = assets.textures().front();
    all.push_back({name, [=](bridge::Scene* scene) {
                     scene->mutable_overlay()->set_texture(texture);
                     scene->mutable_overlay()->set_region(region);
                     scene->mutable_overlay()->set_strength(strength);
                   }});
  };
  constexpr double kDegree = std::numbers::pi / 180;
  all.push_back({"table", [&](bridge::Scene* s) { s->set_table(assets.tables().back()); }});
  overlay("texture-0.3", bridge::TextureOverlay::REGION_FOREGROUND, 0.3);
  overlay("texture-0.5", bridge::TextureOverlay::REGION_FOREGROUND, 0.5);
  overlay("whole-0.3", bridge::TextureOverlay::REGION_WHOLE_IMAGE, 0.3);
  overlay("whole-0.5", bridge::TextureOverlay::REGION_WHOLE_IMAGE, 0.5);
  all.push_back({"camera-translation", [](bridge::Scene* s) {
                   s->mutable_camera()->mutable_translation()->set_x(0.03);
                   s->mutable_camera()->mutable_translation()->set_y(-0.04);
                   s->mutable_camera()->mutable_translation()->set_z(0.03);
                 }});
  all.push_back({"camera-rotation",
                 [=](bridge::Scene* s) { Turn(8 * kDegree, 0.6, 0, 0.8, s->mutable_camera()->mutable_rotation()); }});
  all.push_back({"field-of-view", [](bridge::Scene* s) { s->mutable_camera()->set_field_of_view_factor(1.25); }});
  all.push_back({"light-direction",
                 [=](bridge::Scene* s) { Turn(60 * kDegree, 1, 0, 0, s->mutable_lighting()->mutable_rotation()); }});
  all.push_back(
      {"light-color", [](bridge::Scene* s) { Tint(1.1, 0.8, 0.5, s->mutable_lighting()->mutable_color_factor()); }});
  all.push_back(
      {"light-dim", [](bridge::Scene* s) { Tint(0.4, 0.4, 0.4, s->mutable_lighting()->mutable_color_factor()); }});
  all.push_back({"object-color", [](bridge::Scene* s) {
                   Tint(0.3, 0.8, 1, s->mutable_objects(0)->mutable_color_factor());
                   Tint(1, 0.5, 0.5, s->mutable_objects(1)->mutable_color_factor());
                 }});
  all.push_back({"scale", [](bridge::Scene* s) {
                   s->mutable_objects(0)->set_scale(1.3);
                   s->mutable_objects(1)->set_scale(0.8);
                 }});
  all.push_back({"mass", [](bridge::Scene* s) { s->mutable_objects(0)->set_mass_factor(3); }});
  all.push_back({"friction", [](bridge::Scene* s) { s->mutable_objects(0)->set_friction_factor(0.5); }});
  all.push_back({"blur", [](bridge::Scene* s) { s->mutable_sensor()->set_blur_sigma(0.006); }});
  all.push_back({"noise", [](bridge::Scene* s) { s->mutable_sensor()->set_noise_sigma(20); }});
  all.push_back({"jpeg", [](bridge::Scene* s) { s->mutable_sensor()->set_jpeg_quality(10); }});
  all.push_back({"sensor", [](bridge::Scene* s) {
                   s->mutable_sensor()->set_blur_sigma(0.003);
                   s->mutable_sensor()->set_noise_sigma(10);
                   s->mutable_sensor()->set_jpeg_quality(30);
                 }});
  all.push_back({"latency", [](bridge::Scene* s) { s->set_action_latency_steps(2); }});
  all.push_back({"move-object", [](bridge::Scene* s) {
                   bridge::Event* event = s->add_events();
                   event->set_step(5);
                   event->mutable_move_object()->set_object("source");
                   *event->mutable_move_object()->mutable_pose() = s->objects(0).pose();
                   event->mutable_move_object()->mutable_pose()->mutable_position()->set_x(-0.22);
                   event->mutable_move_object()->set_settle_substeps(50);
                 }});
  return all;
}

bridge::Scene PutOnPlate(const AssetLibrary& assets) {
  bridge::Scene scene;
  scene.set_table(assets.tables().front());
  const auto place = [&scene](const char* id, const char* asset, double x, double y, double z) {
    bridge::ObjectPlacement* object = scene.add_objects();
    object->set_id(id);
    object->set_asset(asset);
    object->mutable_pose()->mutable_position()->set_x(x);
    object->mutable_pose()->mutable_position()->set_y(y);
    object->mutable_pose()->mutable_position()->set_z(z);
    object->mutable_pose()->mutable_orientation()->set_w(1);
  };
  place("source", "carrot", -0.12, -0.05, 1.0);
  place("receptacle", "plate", -0.16, 0.08, 0.95);
  for (const double angle : {-0.01840777, 0.0398835, 0.22242722, -0.00460194, 1.36524296, 0.00153398})
    scene.add_arm_joint_positions(angle);
  scene.set_finger_position(0.037);
  scene.mutable_goal()->mutable_put_on()->set_object("source");
  scene.mutable_goal()->mutable_put_on()->set_receptacle("receptacle");
  return scene;
}

// One client of a session.
class Client {
 public:
  Client(const Workcell& workcell, int width, int height) : session_(workcell) {
    camera_.set_name(kCameraName);
    camera_.set_width(width);
    camera_.set_height(height);
  }

  // Returns the seconds that it took.
  double Reset(const bridge::Scene& scene) {
    bridge::ConnectRequest request;
    *request.mutable_reset()->mutable_scene() = scene;
    *request.mutable_reset()->add_cameras() = camera_;
    return Handle(request);
  }

  // Holds for some steps; returns steps per second.
  double Hold(int steps) {
    bridge::ConnectRequest request;
    for (const float value : kHoldAction) request.mutable_step()->add_action(value);
    *request.mutable_step()->add_cameras() = camera_;
    double seconds = 0;
    for (int step = 0; step < steps; ++step) seconds += Handle(request);
    return steps / seconds;
  }

  const std::string& picture() const { return response_.step().observation().images(0).data(); }

 private:
  double Handle(const bridge::ConnectRequest& request) {
    const auto start = Clock::now();
    session_.Handle(request, &response_);
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    if (response_.has_error()) throw std::runtime_error(response_.error().field() + ": " + response_.error().message());
    return seconds;
  }

  Session session_;
  bridge::CameraRequest camera_;
  bridge::ConnectResponse response_;
};

double Median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
  return values[values.size() / 2];
}

void Run(const Arguments& arguments) {
  Workcell workcell;
  workcell.assets = std::make_shared<const AssetLibrary>(arguments.assets);
  workcell.compiler = std::make_shared<SceneCompiler>(workcell.assets);
  workcell.graphics = OpenGlPlatform(GlBackend::kAuto, std::nullopt);
  workcell.pictures = std::make_shared<TablePictures>();
  workcell.watchdog = std::make_shared<Watchdog>(std::chrono::seconds(60));

  const bridge::Scene plain = PutOnPlate(*workcell.assets);
  const std::vector<Perturbation> perturbations = Perturbations(*workcell.assets);
  const auto perturbed = [&](const Perturbation& perturbation) {
    bridge::Scene scene = plain;
    perturbation.apply(&scene);
    return scene;
  };

  std::vector<std::vector<double>> fractions(perturbations.size()), resets(perturbations.size());
  std::vector<double> plain_rates, plain_resets;
  {
    Client client(workcell, arguments.width, arguments.height);
    const auto episode = [&](const bridge::Scene& scene, std::vector<double>* reset_seconds) {
      reset_seconds->push_back(client.Reset(scene));
      return client.Hold(kSteps);
    };
    for (int round = 0; round < arguments.rounds; ++round) {
      double before = episode(plain, &plain_resets);
      for (size_t i = 0; i < perturbations.size(); ++i) {
        const double rate = episode(perturbed(perturbations[i]), &resets[i]);
        const double after = episode(plain, &plain_resets);
        fractions[i].push_back(2 * rate / (before + after));
        plain_rates.push_back(after);
        before = after;
      }
    }
  }
  std::printf("%-20s %8s %9s\n", "perturbation", "fraction", "reset ms");
  std::printf("%-20s %8.3f %9.1f   %.1f control steps/s, %s\n", "none", 1.0, 1e3 * Median(plain_resets),
              Median(plain_rates), workcell.graphics->description().c_str());
  for (size_t i = 0; i < perturbations.size(); ++i) {
    std::printf("%-20s %8.3f %9.1f\n", perturbations[i].name.c_str(), Median(fractions[i]), 1e3 * Median(resets[i]));
  }

  if (arguments.pictures.empty()) return;
  std::filesystem::create_directories(arguments.pictures);
  Client client(workcell, kCameraWidth, kCameraHeight);
  const auto draw = [&](const std::string& name, const bridge::Scene& scene) {
    client.Reset(scene);
    client.Hold(8);
    WritePng(arguments.pictures / (name + ".png"), kCameraWidth, kCameraHeight,
             reinterpret_cast<const std::uint8_t*>(client.picture().data()));
  };
  draw("none", plain);
  for (const Perturbation& perturbation : perturbations) draw(perturbation.name, perturbed(perturbation));
}

}  // namespace
}  // namespace blindvla

int main(int count, char** values) {
  return blindvla::RunBenchmark("blindvla-perturbation-cost", blindvla::kHelp, count, values,
                                [](blindvla::BenchmarkOptions& options) { blindvla::Run(blindvla::Parse(options)); });
}
