#ifndef BLINDVLA_WIDOWX_SAFETY_ACTION_RULES_H_
#define BLINDVLA_WIDOWX_SAFETY_ACTION_RULES_H_

#include <array>
#include <span>

#include "control/arm_controller.h"
#include "control/arm_interface.h"
#include "widowx/rig/rig.h"
#include "widowx/safety/finding.h"

namespace blindvla::widowx {

// Whether an action may be done. Nothing is ever clamped: what breaks a rule is rejected as a whole, and the first rule
// it breaks is named. Allocates nothing.
class ActionRules {
 public:
  explicit ActionRules(const Rig& rig);

  // Of the action alone. `age` is how long ago what it comes from was observed, s.
  Finding JudgeAsked(std::span<const float> action, double age) const;

  // Of where it leads: `reached` is where the joints of `after` put the gripper, `velocity` what the joints had over
  // the action before this one.
  Finding JudgeMotion(const ArmController::Targets& before, const ArmController::Targets& after, const Pose& reached,
                      const JointPositions& velocity) const;

 private:
  const Rig rig_;
  std::array<float, kActionLength> minimum_;
  std::array<float, kActionLength> maximum_;
};

}  // namespace blindvla::widowx

#endif  // BLINDVLA_WIDOWX_SAFETY_ACTION_RULES_H_
