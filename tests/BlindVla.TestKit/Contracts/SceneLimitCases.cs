using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.TestKit;

/// <summary>For every bound that an environment declares, a scene at it and one beyond it.</summary>
public static class SceneLimitCases
{
    private const double Little = 1e-5;

    // An angle at its bound survives neither the sine nor the arc cosine exactly.
    private const double Rounding = 1e-9;

    public static IEnumerable<SceneLimitCase> Of(SceneLimits limits, TabletopScene scene)
    {
        SceneLimitCase Case(string field, double bound, double beyond, Func<double, Scene> make) => new(field, make(bound), make(beyond));
        IEnumerable<SceneLimitCase> Within(string field, Interval? bounds, Func<double, Scene> make) =>
            bounds is { } interval
                ?
                [
                    Case(field, interval.Minimum, interval.Minimum - Little, make),
                    Case(field, interval.Maximum, interval.Maximum + Little, make),
                ]
                : [];
        IEnumerable<SceneLimitCase> AtMost(string field, double? bound, Func<double, Scene> make) =>
            bound is { } most ? [Case(field, most, most + Little, make)] : [];
        IEnumerable<SceneLimitCase> Count(string field, int? bound, Func<int, Scene> make) =>
            bound is { } most ? [new(field, make(most), make(most + 1))] : [];
        Scene First(Func<ObjectPlacement, ObjectPlacement> change) =>
            scene with
            {
                Objects = scene.Objects.SetItem(0, change(scene.Objects[0])),
            };
        Scene Camera(Vector3D translation, QuaternionD rotation, double factor) =>
            scene with
            {
                Camera = new(translation, rotation, factor),
            };
        Scene Moves(int count, int substeps) =>
            scene with
            {
                Events = [.. Enumerable.Repeat(new MoveEvent(1, scene.Objects[0].Id, scene.Objects[0].Pose, substeps), count)],
            };

        return
        [
            .. Count("scene.objects", limits.MaxObjects, n => scene with { Objects = Fill(scene.Objects, n) }),
            .. Within("scene.objects[0].scale", limits.Scale, v => First(o => o with { Scale = v, Pose = Raised(o.Pose) })),
            .. Within("scene.objects[0].mass_factor", limits.MassFactor, v => First(o => o with { MassFactor = v })),
            .. Within("scene.objects[0].friction_factor", limits.FrictionFactor, v => First(o => o with { FrictionFactor = v })),
            .. limits.ArmJointPositions.SelectMany(
                (bounds, i) =>
                    Within($"scene.arm_joint_positions[{i}]", bounds, v =>
                        scene with
                        {
                            ArmJointPositions = scene.ArmJointPositions.SetItem(i, v),
                        }
                    )
            ),
            .. Within("scene.finger_position", limits.FingerPosition, v => scene with { FingerPosition = v }),
            .. AtMost("scene.camera.translation", limits.MaxCameraTranslation, v => Camera(new(0, v, 0), QuaternionD.Identity, 1)),
            .. AtMost("scene.camera.rotation", limits.MaxCameraRotation - Rounding, v =>
                Camera(default, QuaternionD.FromAxisAngle(new(1, 0, 0), v), 1)
            ),
            .. Within("scene.camera.field_of_view_factor", limits.FieldOfViewFactor, v => Camera(default, QuaternionD.Identity, v)),
            .. AtMost("scene.lighting.color_factor.green", limits.MaxLightFactor, v =>
                scene with
                {
                    Lighting = new(QuaternionD.Identity, new(1, v, 1)),
                }
            ),
            .. AtMost("scene.sensor", limits.MaxBlurSigma, v => scene with { Sensor = new(v, 0, 0, 0) }),
            .. AtMost("scene.sensor.noise_sigma", limits.MaxNoiseSigma, v => scene with { Sensor = new(0, v, 0, 0) }),
            .. Count("scene.sensor", limits.MaxJpegQuality, n => scene with { Sensor = new(0, 0, 0, n) }),
            .. Count("scene.events", limits.MaxEvents, n => Moves(n, 0)),
            .. Count("scene.events[0].move_object.settle_substeps", limits.MaxSettleSubsteps, n => Moves(1, n)),
            .. Count("scene.action_latency_steps", limits.MaxActionLatencySteps, n => scene with { ActionLatencySteps = n }),
            .. limits.Factors.SelectMany(factor =>
                Within($"scene.factors.{factor.Key}", factor.Value, v => scene with { Factors = scene.Factors.SetItem(factor.Key, v) })
            ),
        ];
    }

    // High enough for the largest of them not to reach into the table.
    private static Pose Raised(Pose pose) => Moved(pose, new(0, 0, 0.5));

    private static Pose Moved(Pose pose, Vector3D by) => pose with { Position = pose.Position + by };

    // Apart from each other, so that nothing has to be pushed out of anything.
    private static ImmutableArray<ObjectPlacement> Fill(ImmutableArray<ObjectPlacement> objects, int count) =>
        [
            .. objects,
            .. Enumerable
                .Range(0, count - objects.Length)
                .Select(i =>
                    objects[0] with
                    {
                        Id = SceneRoles.Distractor(i + 1),
                        Pose = Moved(objects[0].Pose, new(-0.3 * (1 + (i / 4)), 0.3 * ((i % 4) - 1.5), 0)),
                    }
                ),
        ];
}
