#ifndef BLINDVLA_WIDOWX_RIG_ACTION_SPACE_H_
#define BLINDVLA_WIDOWX_RIG_ACTION_SPACE_H_

#include <array>
#include <string>
#include <vector>

#include "control/arm_interface.h"
#include "widowx/rig/rig.h"

namespace blindvla::widowx {

// Of either convention: six numbers for the arm, and the gripper.
static_assert(kActionLength == kArmJoints + 1);

// As a rig's file names it.
const char* Name(ActionConvention convention);

// What an action of this rig is made of, with the bounds beyond which it is none.
std::vector<ArraySpec> ActionSpecOf(const Rig& rig);

// Stay where episodes begin, with an open gripper.
std::array<float, kActionLength> HoldActionOf(const Rig& rig);

}  // namespace blindvla::widowx

#endif  // BLINDVLA_WIDOWX_RIG_ACTION_SPACE_H_
