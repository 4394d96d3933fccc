#include "server/session.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "server/tests/test_workcell.h"
#include "simulation/camera.h"

namespace blindvla {
namespace {

using RequestError = bridge::RequestError;

const std::vector<float> kHold = {0, 0, 0, 0, 0, 0, 1};

class SessionTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { workcell_ = std::make_unique<TestWorkcell>(); }
  static void TearDownTestSuite() { workcell_ = nullptr; }

  bridge::ConnectResponse Handle(const bridge::ConnectRequest& request) {
    bridge::ConnectResponse response;
    session_.Handle(request, &response);
    return response;
  }

  // The request is refused with these, and the session goes on.
  void ExpectRefused(const bridge::ConnectRequest& request, RequestError::Code code, const std::string& field,
                     const std::vector<std::string>& in_message) {
    const bridge::ConnectResponse response = Handle(request);
    ASSERT_TRUE(response.has_error()) << response.ShortDebugString();
    EXPECT_EQ(response.request_id(), request.request_id());
    EXPECT_EQ(response.error().code(), code);
    EXPECT_EQ(response.error().field(), field);
    for (const std::string& text : in_message) {
      EXPECT_NE(response.error().message().find(text), std::string::npos) << response.error().message();
    }
  }

  static std::unique_ptr<TestWorkcell> workcell_;
  Session session_{workcell_->get()};
};

std::unique_ptr<TestWorkcell> SessionTest::workcell_;

TEST_F(SessionTest, Handle_Reset_AnswersWithStateProgressAndTheImageAskedFor) {
  const bridge::ConnectResponse response = Handle(TestWorkcell::Reset(7, 96, 64));

  ASSERT_TRUE(response.has_reset()) << response.ShortDebugString();
  EXPECT_EQ(response.request_id(), 7u);
  const bridge::Observation& observation = response.reset().observation();
  EXPECT_EQ(observation.time_seconds(), 0);
  EXPECT_EQ(observation.state_size(), kStateLength);
  EXPECT_FALSE(observation.has_privileged());
  ASSERT_EQ(observation.images_size(), 1);
  EXPECT_EQ(observation.images(0).camera(), "3rd_view_camera");
  EXPECT_EQ(observation.images(0).width(), 96u);
  EXPECT_EQ(observation.images(0).height(), 64u);
  EXPECT_EQ(observation.images(0).encoding(), bridge::Image::ENCODING_RGB8);
  EXPECT_EQ(observation.images(0).data().size(), 96u * 64 * 3);
  EXPECT_TRUE(response.reset().has_progress());
  EXPECT_FALSE(response.reset().progress().success());
}

TEST_F(SessionTest, Handle_Step_AnswersWithTimeAppliedActionAndTiming) {
  Handle(TestWorkcell::Reset(1));

  const bridge::ConnectResponse response = Handle(TestWorkcell::Step(2, {0.01f, 0, 0, 0, 0, 0.02f, -1}, 64, 48));

  ASSERT_TRUE(response.has_step()) << response.ShortDebugString();
  EXPECT_NEAR(response.step().observation().time_seconds(), 0.2, 1e-9);
  EXPECT_NEAR(response.step().observation().images(0).capture_time_seconds(), 0.2, 1e-9);
  EXPECT_EQ(response.step().applied_action_size(), kActionLength);
  EXPECT_EQ(response.step().applied_action(5), 0.02f);
  EXPECT_FALSE(response.step().terminated());
  EXPECT_GT(response.step().timing().physics_seconds(), 0);
  EXPECT_GT(response.step().timing().render_seconds(), 0);
}

TEST_F(SessionTest, Handle_StepWithoutCameras_RendersNothing) {
  Handle(TestWorkcell::Reset(1, 64, 48));

  EXPECT_EQ(Handle(TestWorkcell::Step(2, kHold)).step().observation().images_size(), 0);
}

TEST_F(SessionTest, Handle_TwoCameras_AnswersInTheOrderAsked) {
  bridge::ConnectRequest request = TestWorkcell::Reset(1, 64, 48);
  *request.mutable_reset()->add_cameras() = request.reset().cameras(0);
  request.mutable_reset()->mutable_cameras(1)->set_width(32);

  const bridge::ConnectResponse response = Handle(request);

  ASSERT_EQ(response.reset().observation().images_size(), 2);
  EXPECT_EQ(response.reset().observation().images(0).data().size(), 64u * 48 * 3);
  EXPECT_EQ(response.reset().observation().images(1).data().size(), 32u * 48 * 3);
}

TEST_F(SessionTest, Handle_SameResponseObject_IsOverwrittenEachTime) {
  bridge::ConnectResponse response;
  session_.Handle(TestWorkcell::Reset(1, 64, 48), &response);
  session_.Handle(TestWorkcell::Step(2, {0.05f, 0, 0, 0, 0, 0, 1}, 64, 48), &response);
  bridge::ConnectRequest privileged = TestWorkcell::Step(3, {0, 0, 0.05f, 0, 0, 0, 1}, 64, 48);
  privileged.mutable_step()->set_privileged(true);
  session_.Handle(privileged, &response);
  session_.Handle(privileged, &response);
  EXPECT_EQ(response.step().observation().privileged().objects_size(), 2);
  const char* buffer = response.step().observation().images(0).data().data();

  session_.Handle(TestWorkcell::Step(4, kHold, 64, 48), &response);

  EXPECT_EQ(response.request_id(), 4u);
  EXPECT_EQ(response.step().observation().state_size(), kStateLength);
  EXPECT_EQ(response.step().observation().images_size(), 1);
  EXPECT_EQ(response.step().applied_action_size(), kActionLength);
  EXPECT_FALSE(response.step().observation().has_privileged());
  EXPECT_EQ(response.step().observation().images(0).data().data(), buffer) << "the image's memory is not reused";
}

TEST_F(SessionTest, Handle_Privileged_ListsTheObjectsInTheScenesOrder) {
  bridge::ConnectRequest request = TestWorkcell::Reset(1);
  request.mutable_reset()->set_privileged(true);

  const bridge::ConnectResponse response = Handle(request);

  ASSERT_EQ(response.reset().observation().privileged().objects_size(), 2);
  EXPECT_EQ(response.reset().observation().privileged().objects(0).id(), "source");
  EXPECT_NEAR(response.reset().observation().privileged().objects(0).pose().position().x(), -0.13, 0.02);
}

TEST_F(SessionTest, Handle_SameSceneAndActions_GivesTheSameBytes) {
  std::string trajectories[2];
  for (std::string& trajectory : trajectories) {
    trajectory = Handle(TestWorkcell::Reset(1, 128, 128)).reset().SerializeAsString();
    for (int step = 0; step < 5; ++step) {
      bridge::ConnectResponse response =
          Handle(TestWorkcell::Step(2, {0.02f, 0.01f, -0.01f, 0, 0, 0.1f, -1}, 128, 128));
      response.mutable_step()->clear_timing();
      trajectory += response.step().SerializeAsString();
    }
  }

  EXPECT_EQ(trajectories[0], trajectories[1]);
}

TEST_F(SessionTest, Handle_OtherTable_ShowsAnotherPicture) {
  const std::string blue = Handle(TestWorkcell::Reset(1, 64, 48)).reset().observation().images(0).data();
  bridge::ConnectRequest request = TestWorkcell::Reset(2, 64, 48);
  request.mutable_reset()->mutable_scene()->set_table("grey");

  const std::string grey = Handle(request).reset().observation().images(0).data();

  // The bottom right corner is bare table.
  EXPECT_EQ(blue.substr(blue.size() - 3), std::string("\x00\x00\xff", 3));
  EXPECT_EQ(grey.substr(grey.size() - 3), std::string("\x80\x80\x80", 3));
}

TEST_F(SessionTest, Handle_ObjectOnTheTable_IsSeenWhereTheCameraModelPutsIt) {
  for (const auto& [x, y] : {std::pair{-0.235, -0.075}, {-0.235, 0.075}, {-0.085, -0.075}, {-0.085, 0.075}}) {
    bridge::ConnectRequest request = TestWorkcell::Reset(1, 640, 480);
    request.mutable_reset()->set_privileged(true);
    bridge::Scene* scene = request.mutable_reset()->mutable_scene();
    scene->set_table("grey");
    scene->mutable_objects(0)->set_asset("beacon");
    scene->mutable_objects(0)->mutable_pose()->mutable_position()->set_x(x);
    scene->mutable_objects(0)->mutable_pose()->mutable_position()->set_y(y);
    scene->mutable_objects(1)->mutable_pose()->mutable_position()->set_x(-0.35);
    const bridge::ConnectResponse response = Handle(request);
    ASSERT_TRUE(response.has_reset()) << response.ShortDebugString();

    const std::string& image = response.reset().observation().images(0).data();
    double u = 0, v = 0;
    int count = 0;
    for (int i = 0; i < 640 * 480; ++i) {
      const auto channel = [&](int c) { return static_cast<unsigned char>(image[i * 3 + c]); };
      if (channel(0) < 200 || channel(1) > 90 || channel(2) > 90) continue;
      u += i % 640 + 0.5;
      v += i / 640 + 0.5;
      ++count;
    }
    ASSERT_GT(count, 20) << x << ' ' << y;

    const bridge::Vector3& place = response.reset().observation().privileged().objects(0).pose().position();
    const auto expected =
        Project(Compose(kRobotBase, kCameraInBase), kCameraIntrinsics, {place.x(), place.y(), place.z()});
    EXPECT_NEAR(u / count, expected[0], 3) << x << ' ' << y;
    EXPECT_NEAR(v / count, expected[1], 3) << x << ' ' << y;
  }
}

// Everything that a scene may change about a picture.
std::vector<std::pair<std::string, std::function<void(bridge::Scene*)>>> VisibleChanges() {
  const auto overlay = [](bridge::TextureOverlay::Region region) {
    return [region](bridge::Scene* scene) {
      scene->mutable_overlay()->set_texture("stripes");
      scene->mutable_overlay()->set_region(region);
      scene->mutable_overlay()->set_strength(0.5);
    };
  };
  return {
      {"foreground", overlay(bridge::TextureOverlay::REGION_FOREGROUND)},
      {"whole image", overlay(bridge::TextureOverlay::REGION_WHOLE_IMAGE)},
      {"camera", [](bridge::Scene* s) { s->mutable_camera()->mutable_translation()->set_z(0.05); }},
      {"field of view", [](bridge::Scene* s) { s->mutable_camera()->set_field_of_view_factor(1.2); }},
      {"light", [](bridge::Scene* s) { s->mutable_lighting()->mutable_color_factor()->set_blue(0.5); }},
      {"object's colour", [](bridge::Scene* s) { s->mutable_objects(0)->mutable_color_factor()->set_red(0.3); }},
      {"scale", [](bridge::Scene* s) { s->mutable_objects(0)->set_scale(1.4); }},
      {"blur", [](bridge::Scene* s) { s->mutable_sensor()->set_blur_sigma(0.01); }},
      {"noise", [](bridge::Scene* s) { s->mutable_sensor()->set_noise_sigma(10); }},
      {"jpeg", [](bridge::Scene* s) { s->mutable_sensor()->set_jpeg_quality(10); }},
  };
}

TEST_F(SessionTest, Handle_ChangedScene_LooksDifferentAndLeavesNoTraceInAnySession) {
  Session other(workcell_->get());
  bridge::ConnectResponse response;
  const std::string plain = Handle(TestWorkcell::Reset(1, 128, 96)).reset().SerializeAsString();

  for (const auto& [name, change] : VisibleChanges()) {
    bridge::ConnectRequest request = TestWorkcell::Reset(1, 128, 96);
    request.mutable_reset()->mutable_scene()->mutable_objects(0)->mutable_pose()->mutable_position()->set_z(0.92);
    const std::string before = Handle(request).reset().observation().images(0).data();
    change(request.mutable_reset()->mutable_scene());
    const bridge::ConnectResponse changed = Handle(request);
    ASSERT_TRUE(changed.has_reset()) << name << ": " << changed.ShortDebugString();

    EXPECT_NE(changed.reset().observation().images(0).data(), before) << name;
    other.Handle(TestWorkcell::Reset(1, 128, 96), &response);
    EXPECT_EQ(response.reset().SerializeAsString(), plain) << name << ", the other session";
    EXPECT_EQ(Handle(TestWorkcell::Reset(1, 128, 96)).reset().SerializeAsString(), plain) << name << ", its own";
  }
}

TEST_F(SessionTest, Handle_ChangedScene_GivesTheSameBytesInAnotherSession) {
  for (const auto& [name, change] : VisibleChanges()) {
    bridge::ConnectRequest reset = TestWorkcell::Reset(1, 128, 96);
    change(reset.mutable_reset()->mutable_scene());
    std::string pictures[2];
    for (std::string& picture : pictures) {
      Session session(workcell_->get());
      bridge::ConnectResponse response;
      session.Handle(reset, &response);
      picture = response.reset().observation().images(0).data();
      session.Handle(TestWorkcell::Step(2, kHold, 128, 96), &response);
      picture += response.step().observation().images(0).data();
    }

    EXPECT_EQ(pictures[0], pictures[1]) << name;
  }
}

TEST_F(SessionTest, Handle_Overlay_ShowsTheSameAtEverySize) {
  // Mean difference of a small picture from a large one reduced to its size; edges differ by what is drawn of them.
  const auto difference = [&](bridge::ConnectRequest request) {
    request.mutable_reset()->mutable_cameras(0)->set_width(640);
    request.mutable_reset()->mutable_cameras(0)->set_height(480);
    const std::string large = Handle(request).reset().observation().images(0).data();
    request.mutable_reset()->mutable_cameras(0)->set_width(160);
    request.mutable_reset()->mutable_cameras(0)->set_height(120);
    const std::string small = Handle(request).reset().observation().images(0).data();
    double sum = 0;
    for (int y = 0; y < 120; ++y) {
      for (int x = 0; x < 160; ++x) {
        double mean = 0;
        for (int i = 0; i < 16; ++i)
          mean += static_cast<unsigned char>(large[((4 * y + i / 4) * 640 + 4 * x + i % 4) * 3]) / 16.0;
        sum += std::abs(mean - static_cast<unsigned char>(small[(y * 160 + x) * 3]));
      }
    }
    return sum / (160 * 120);
  };
  const double plain = difference(TestWorkcell::Reset(1, 1280, 960));

  for (const int change : {0, 1}) {
    bridge::ConnectRequest request = TestWorkcell::Reset(1, 1280, 960);
    VisibleChanges()[change].second(request.mutable_reset()->mutable_scene());
    // The box around the foreground, and with it the texture, is found to a pixel of the small picture: a twentieth of
    // a stripe. Another texture size or window would be tens of levels off.
    EXPECT_LT(difference(request), plain + 4) << VisibleChanges()[change].first;
  }
}

TEST_F(SessionTest, Handle_Noise_DiffersFromStepToStep) {
  bridge::ConnectRequest request = TestWorkcell::Reset(1, 64, 48);
  request.mutable_reset()->mutable_scene()->mutable_sensor()->set_noise_sigma(10);
  Handle(request);

  // The bare corner of the table, which nothing else changes.
  const auto corner = [&] {
    const std::string picture = Handle(TestWorkcell::Step(2, kHold, 64, 48)).step().observation().images(0).data();
    return picture.substr(picture.size() - 30);
  };
  EXPECT_NE(corner(), corner());
}

TEST_F(SessionTest, Handle_Latency_ReportsWhatWasApplied) {
  bridge::ConnectRequest request = TestWorkcell::Reset(1);
  request.mutable_reset()->mutable_scene()->set_action_latency_steps(1);
  Handle(request);
  const std::vector<float> action = {0.01f, 0, 0, 0, 0, 0.02f, -1};

  const bridge::ConnectResponse first = Handle(TestWorkcell::Step(2, action));
  const bridge::ConnectResponse second = Handle(TestWorkcell::Step(3, kHold));

  EXPECT_EQ(first.step().applied_action(0), 0);
  // Fingers at 0.037 m of the gripper's 0.014 to 0.038 m.
  EXPECT_NEAR(first.step().applied_action(6), 2 * (0.037 - 0.014) / (0.038 - 0.014) - 1, 1e-6);
  ASSERT_EQ(second.step().applied_action_size(), kActionLength);
  EXPECT_TRUE(std::equal(action.begin(), action.end(), second.step().applied_action().begin()));
}

TEST_F(SessionTest, Handle_Event_TakesNoEpisodeTime) {
  bridge::ConnectRequest request = TestWorkcell::Reset(1);
  bridge::Scene* scene = request.mutable_reset()->mutable_scene();
  scene->add_events()->mutable_move_object()->set_object("source");
  *scene->mutable_events(0)->mutable_move_object()->mutable_pose() = scene->objects(0).pose();
  scene->mutable_events(0)->mutable_move_object()->mutable_pose()->mutable_position()->set_y(-0.14);
  scene->mutable_events(0)->mutable_move_object()->set_settle_substeps(50);
  Handle(request);
  bridge::ConnectRequest step = TestWorkcell::Step(2, kHold);
  step.mutable_step()->set_privileged(true);

  const bridge::ConnectResponse response = Handle(step);

  EXPECT_NEAR(response.step().observation().time_seconds(), 0.2, 1e-9);
  EXPECT_NEAR(response.step().observation().privileged().objects(0).pose().position().y(), -0.14, 0.005);
}

TEST_F(SessionTest, Handle_UnknownTexture_NamesTheNearest) {
  bridge::ConnectRequest request = TestWorkcell::Reset(1);
  request.mutable_reset()->mutable_scene()->mutable_overlay()->set_texture("strips");

  ExpectRefused(request, RequestError::CODE_INVALID_ARGUMENT, "scene.overlay.texture", {"'strips'", "'stripes'"});
}

TEST_F(SessionTest, Handle_StepBeforeReset_IsFailedPrecondition) {
  ExpectRefused(TestWorkcell::Step(1, kHold), RequestError::CODE_FAILED_PRECONDITION, "step", {"send a reset first"});

  EXPECT_TRUE(Handle(TestWorkcell::Reset(2)).has_reset());
}

TEST_F(SessionTest, Handle_EmptyRequest_IsInvalid) {
  bridge::ConnectRequest request;
  request.set_request_id(3);

  ExpectRefused(request, RequestError::CODE_INVALID_ARGUMENT, "payload", {"a reset or a step"});
}

TEST_F(SessionTest, Handle_ResetWithoutScene_IsInvalid) {
  bridge::ConnectRequest request;
  request.mutable_reset();

  ExpectRefused(request, RequestError::CODE_INVALID_ARGUMENT, "scene", {"complete scene"});
}

TEST_F(SessionTest, Handle_UnknownTable_NamesTheNearest) {
  bridge::ConnectRequest request = TestWorkcell::Reset(1);
  request.mutable_reset()->mutable_scene()->set_table("gray");

  ExpectRefused(request, RequestError::CODE_INVALID_ARGUMENT, "scene.table", {"'gray'", "'grey'"});
}

TEST_F(SessionTest, Handle_UnknownAsset_NamesFieldAndNearestAndKeepsTheEpisode) {
  Handle(TestWorkcell::Reset(1));
  const double before = Handle(TestWorkcell::Step(2, kHold)).step().observation().time_seconds();
  bridge::ConnectRequest request = TestWorkcell::Reset(3);
  request.mutable_reset()->mutable_scene()->mutable_objects(1)->set_asset("plait");

  ExpectRefused(request, RequestError::CODE_INVALID_ARGUMENT, "scene.objects[1].asset", {"'plait'", "'plate'"});

  EXPECT_NEAR(Handle(TestWorkcell::Step(4, kHold)).step().observation().time_seconds(), before + 0.2, 1e-9);
}

TEST_F(SessionTest, Handle_UnknownCamera_NamesTheNearestAndHasNoEffect) {
  Handle(TestWorkcell::Reset(1));
  bridge::ConnectRequest request = TestWorkcell::Step(2, kHold, 64, 48);
  request.mutable_step()->mutable_cameras(0)->set_name("3rd_view_camra");

  ExpectRefused(request, RequestError::CODE_INVALID_ARGUMENT, "cameras[0].name",
                {"'3rd_view_camra'", "'3rd_view_camera'"});

  // Refused before the physics moved.
  EXPECT_NEAR(Handle(TestWorkcell::Step(3, kHold)).step().observation().time_seconds(), 0.2, 1e-9);
}

TEST_F(SessionTest, Handle_CameraTooLarge_NamesTheLimit) {
  ExpectRefused(TestWorkcell::Reset(1, 1281, 480), RequestError::CODE_INVALID_ARGUMENT, "cameras[0].width",
                {"8 to 1280", "1281"});
  ExpectRefused(TestWorkcell::Reset(1, 640, 4), RequestError::CODE_INVALID_ARGUMENT, "cameras[0].height",
                {"8 to 960", "4"});
}

TEST_F(SessionTest, Handle_CameraWiderThanAnInt_NamesTheLimit) {
  bridge::ConnectRequest request = TestWorkcell::Reset(1, 64, 48);
  request.mutable_reset()->mutable_cameras(0)->set_width(4294967295u);

  ExpectRefused(request, RequestError::CODE_INVALID_ARGUMENT, "cameras[0].width", {"8 to 1280", "4294967295"});
}

TEST_F(SessionTest, Handle_MoreImagesThanAMessageHolds_IsInvalid) {
  bridge::ConnectRequest request = TestWorkcell::Reset(1, 1280, 960);
  for (int i = 0; i < 4; ++i) *request.mutable_reset()->add_cameras() = request.reset().cameras(0);

  ExpectRefused(request, RequestError::CODE_INVALID_ARGUMENT, "cameras", {"18432000"});
}

TEST_F(SessionTest, Handle_ActionOfWrongLength_NamesExpectedAndFound) {
  Handle(TestWorkcell::Reset(1));

  ExpectRefused(TestWorkcell::Step(2, {0, 0, 0}), RequestError::CODE_INVALID_ARGUMENT, "action",
                {"expected 7", "found 3"});
  ExpectRefused(TestWorkcell::Step(3, std::vector<float>(8)), RequestError::CODE_INVALID_ARGUMENT, "action",
                {"expected 7", "found 8"});
}

TEST_F(SessionTest, Handle_ActionNotFinite_NamesTheElement) {
  Handle(TestWorkcell::Reset(1));

  for (const float value : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    ExpectRefused(TestWorkcell::Step(2, {0, 0, 0, 0, value, 0, 1}), RequestError::CODE_INVALID_ARGUMENT, "action[4]",
                  {"finite rotation"});
  }
}

TEST_F(SessionTest, Handle_ActionOutOfBounds_NamesElementAndBounds) {
  Handle(TestWorkcell::Reset(1));

  ExpectRefused(TestWorkcell::Step(2, {0, 0.51f, 0, 0, 0, 0, 1}), RequestError::CODE_INVALID_ARGUMENT, "action[1]",
                {"position", "-0.5 to 0.5 m", "0.51"});
  ExpectRefused(TestWorkcell::Step(2, {0, 0, 0, 0, 0, -3.3f, 1}), RequestError::CODE_INVALID_ARGUMENT, "action[5]",
                {"rotation", "-3.2 to 3.2 rad", "-3.3"});
  ExpectRefused(TestWorkcell::Step(2, {0, 0, 0, 0, 0, 0, 1.5f}), RequestError::CODE_INVALID_ARGUMENT, "action[6]",
                {"gripper", "-1 to 1", "1.5"});
}

TEST_F(SessionTest, Handle_ActionAtItsBounds_IsApplied) {
  Handle(TestWorkcell::Reset(1));

  EXPECT_TRUE(Handle(TestWorkcell::Step(2, {0, 0, 0, 0, 0, 3.2f, 1})).has_step());
}

TEST_F(SessionTest, Handle_ResetInMidEpisode_StartsOver) {
  const std::string first = Handle(TestWorkcell::Reset(1, 64, 48)).reset().SerializeAsString();
  Handle(TestWorkcell::Step(2, {0, 0, 0.1f, 0, 0, 0, 1}));

  EXPECT_EQ(Handle(TestWorkcell::Reset(3, 64, 48)).reset().SerializeAsString(), first);
}

}  // namespace
}  // namespace blindvla
