#include "widowx/camera/camera_inspection.h"

#include <algorithm>
#include <cstddef>
#include <sstream>
#include <utility>

#include "widowx/camera/picture_shaper.h"

namespace blindvla::widowx {
namespace {

constexpr double kSeconds = 1;
constexpr std::size_t kFewest = 3;  // from which a rate can be told

double SecondsBetween(const Picture& first, const Picture& last) {
  return std::chrono::duration<double>(last.captured_at - first.captured_at).count();
}

void Look(const CameraRig& rig, PictureSource* source, CameraReport* report) {
  Picture first, last;
  std::size_t pictures = 0;
  double longest = 0;
  bool differs = false;
  while (pictures < kFewest || SecondsBetween(first, last) < std::max(kSeconds, rig.frozen_seconds)) {
    Picture picture;
    if (!source->Next(&picture)) {
      report->problems.push_back("camera " + rig.name + ": no picture comes from " + rig.source);
      return;
    }
    if (picture.width != rig.source_width || picture.height != rig.source_height) {
      std::ostringstream problem;
      problem << "camera " << rig.name << ": expected pictures of " << rig.source_width << "x" << rig.source_height
              << " from " << rig.source << ", found " << picture.width << "x" << picture.height;
      report->problems.push_back(problem.str());
      return;
    }
    if (++pictures == 1) {
      first = picture;
    } else {
      longest = std::max(longest, SecondsBetween(last, picture));
      differs = differs || picture.rgb != first.rgb;
    }
    last = std::move(picture);
  }
  report->rate = static_cast<double>(pictures - 1) / SecondsBetween(first, last);
  if (longest > rig.stale_seconds) {
    std::ostringstream problem;
    problem << "camera " << rig.name << ": " << longest << " s without a picture; expected at most "
            << rig.stale_seconds;
    report->problems.push_back(problem.str());
  }
  if (!differs) report->problems.push_back("camera " + rig.name + ": every picture is the same, to the byte");
  report->picture = {rig.width, rig.height, std::vector<std::uint8_t>(std::size_t{3} * rig.width * rig.height),
                     last.captured_at};
  PictureShaper(rig).Shape(last, rig.width, rig.height, report->picture.rgb.data());
}

}  // namespace

CameraReport InspectCamera(const CameraRig& rig, const Camera::Open& open) {
  CameraReport report;
  try {
    Look(rig, open(rig).get(), &report);
  } catch (const CameraError& error) {
    report.problems.emplace_back(error.what());
  }
  return report;
}

}  // namespace blindvla::widowx
