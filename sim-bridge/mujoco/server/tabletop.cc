#include "server/tabletop.h"

#include <memory>
#include <string>

#include "server/limits.h"
#include "server/observation_mapping.h"
#include "server/scene_mapping.h"
#include "server/version.h"
#include "simulation/scene_request.h"

namespace blindvla {
namespace {

bridge::DescribeResponse DescriptionOf(const Workcell& workcell, int max_sessions) {
  bridge::DescribeResponse description;
  description.set_name("widowx-tabletop");
  description.set_version(kServerVersion);
  description.set_physics_version(PhysicsVersion());
  description.set_renderer(workcell.graphics->description() +
                           (workcell.supersample > 1 ? ", supersample " + std::to_string(workcell.supersample) : "") +
                           (workcell.soft_shadows ? ", soft shadows" : ""));
  description.set_processor(ProcessorClass());
  description.set_control_period_seconds(kControlPeriodSeconds);
  description.set_physics_period_seconds(kPhysicsPeriodSeconds);
  description.mutable_capabilities()->set_scene_settable(true);
  description.mutable_capabilities()->set_success_observable(true);
  description.mutable_capabilities()->set_privileged_state(true);
  for (const ArraySpec& part : ActionSpec()) *description.add_action() = ToMessage(part);
  for (const ArraySpec& part : StateSpec()) *description.add_state() = ToMessage(part);
  bridge::CameraSpec* camera = description.add_cameras();
  camera->set_name(kCameraName);
  camera->set_width(kCameraWidth);
  camera->set_height(kCameraHeight);
  camera->set_max_width(kMaxFrameWidth);
  camera->set_max_height(kMaxFrameHeight);
  camera->set_min_width(kMinImageSize);
  camera->set_min_height(kMinImageSize);
  description.set_assets_sha256(workcell.assets->sha256());
  for (const std::string& name : workcell.assets->objects()) description.add_objects(name);
  for (const std::string& name : workcell.assets->tables()) description.add_tables(name);
  for (const std::string& name : workcell.assets->textures()) description.add_textures(name);
  description.set_max_sessions(static_cast<std::uint32_t>(max_sessions));
  *description.mutable_scene_limits() = ToMessage(LimitsOfScenes(*workcell.compiler->Compile({})));
  for (const MeasureSpec& measure : Measures()) *description.add_measures() = ToMessage(measure);
  for (const float value : kHoldAction) description.add_hold_action(value);
  description.set_max_image_bytes(kMaxImageBytes);
  description.set_draws_one_at_a_time(workcell.graphics->draws_one_at_a_time());
  return description;
}

}  // namespace

EnvironmentService ServeTabletop(const Workcell& workcell, int max_sessions,
                                 std::chrono::duration<double> idle_timeout) {
  return {DescriptionOf(workcell, max_sessions), max_sessions, idle_timeout,
          [workcell] { return std::make_unique<Session>(workcell); }};
}

}  // namespace blindvla
