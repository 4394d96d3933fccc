using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.TestKit;

/// <summary>The state machine of one session (protos/README.md) around a <see cref="FakeWorld"/>: what is legal when, and every
/// refusal.</summary>
internal sealed class FakeSession(FakeWorldSettings settings)
{
    private static readonly ImmutableArray<ArraySpec> ActionParts =
    [
        .. Conventions.DeltaEndEffectorPose.Select(part =>
            part with
            {
                Minimum = part.Name switch
                {
                    "position" => -0.5,
                    "rotation" => -3.2,
                    _ => -1,
                },
                Maximum = part.Name switch
                {
                    "position" => 0.5,
                    "rotation" => 3.2,
                    _ => 1,
                },
            }
        ),
    ];

    // A message holds 16 MiB (protos/README.md); the last one is for everything that is not an image.
    private const int MaxImageBytes = 15 * 1024 * 1024;

    private FakeWorld? _world;
    private bool _ended;

    /// <summary>Pictures drawn since the session began.</summary>
    public long PicturesDrawn { get; private set; }

    /// <summary>The rule by which the last action was rejected; null where it was done.</summary>
    public string? Held { get; private set; }

    public FakeWorld World => _world ?? throw NotReset();

    public static EnvironmentSpec Describe(FakeWorldSettings settings) =>
        new(
            Name: "fake-tabletop",
            settings.Version,
            PhysicsVersion: "fake 1",
            Renderer: "fake",
            FakeWorld.ControlPeriodSeconds,
            PhysicsPeriodSeconds: FakeWorld.ControlPeriodSeconds,
            new EnvironmentCapabilities(settings.IsRealTime, !settings.HidesScene, !settings.HidesSuccess, !settings.HidesPrivilegedState),
            ActionParts,
            [
                new("arm_joint_positions", 6, "joint_position", "rad", ""),
                new("finger_position", 1, "joint_position", "m", ""),
                new("gripper_position", 3, "xyz", "m", "base"),
                new("gripper_orientation", 4, "quaternion_wxyz", "1", "base"),
            ],
            [
                new(FakeCamera.Name, FakeCamera.NativeWidth, FakeCamera.NativeHeight, FakeCamera.NativeWidth, FakeCamera.NativeHeight)
                {
                    MinWidth = FakeCamera.Smallest,
                    MinHeight = FakeCamera.Smallest,
                },
            ],
            "fa".PadRight(64, '0'),
            settings.Objects,
            [.. settings.Tables.Order(StringComparer.Ordinal)]
        )
        {
            Textures = [.. settings.Textures.Order(StringComparer.Ordinal)],
            SceneLimits = settings.SceneLimits,
            Measures = FakeMeasures.All,
            MaxImageBytes = MaxImageBytes,
            DrawsOneAtATime = true,
            Processor = "fake-v1",
            DeclaredHoldAction = settings.HoldAction,
        };

    /// <exception cref="FakeRefusal">The scene or the view cannot be; the previous episode, if any, goes on.</exception>
    public void Reset(Scene scene, ObservationRequest view)
    {
        if (scene is not TabletopScene tabletop)
        {
            throw Invalid("scene.named", "expected a scene that is described, this world has none with names");
        }
        CheckView(view);
        if (!settings.HidesScene)
        {
            CheckScene(tabletop);
        }
        _world = new FakeWorld(tabletop);
        _ended = false;
    }

    /// <summary>Applies an action; true when that ended the episode.</summary>
    /// <exception cref="FakeRefusal">It cannot be applied now, or ever; nothing happened.</exception>
    public bool Step(ReadOnlySpan<float> action, ObservationRequest view)
    {
        if (_world is null)
        {
            throw NotReset();
        }
        if (_ended)
        {
            throw new FakeRefusal(EnvironmentFault.FailedPrecondition, "", "step after the episode's end: expected a reset first");
        }
        CheckView(view);
        CheckAction(action);
        Held = settings.HeldRule is { } rule && Math.Abs(action[0]) > 0.01 ? rule : null;
        _world.Step(Held is null ? action : [0, 0, 0, 0, 0, 0, action[6]]);
        _ended = _world.Steps == settings.TerminatesAfterSteps;
        return _ended;
    }

    public TaskProgress Progress() => settings.HidesSuccess ? World.Progress() with { Success = null } : World.Progress();

    public void Draw(CameraRequest request, Span<byte> rgb)
    {
        PicturesDrawn++;
        FakeCamera.Draw(World, request.Width, request.Height, rgb);
    }

    private static FakeRefusal NotReset() =>
        new(EnvironmentFault.FailedPrecondition, "", "step before the first reset: expected a reset first");

    private static FakeRefusal Invalid(string field, string message) => new(EnvironmentFault.InvalidArgument, field, message);

    private static void CheckAction(ReadOnlySpan<float> action)
    {
        var length = ActionParts.Sum(part => part.Length);
        if (action.Length != length)
        {
            throw Invalid("action", $"expected {length} values, found {action.Length}");
        }
        var bounds = ActionParts.SelectMany(part => Enumerable.Repeat(part, part.Length)).ToArray();
        for (var i = 0; i < action.Length; i++)
        {
            var (name, minimum, maximum) = (bounds[i].Name, bounds[i].Minimum!.Value, bounds[i].Maximum!.Value);
            if (!float.IsFinite(action[i]))
            {
                throw Invalid($"action[{i}]", $"expected a finite number for {name}, found {action[i]}");
            }
            if (action[i] < (float)minimum || action[i] > (float)maximum)
            {
                throw Invalid($"action[{i}]", $"expected {name} within [{minimum}, {maximum}], found {action[i]}");
            }
        }
    }

    private void CheckView(ObservationRequest view)
    {
        if (view.Privileged && settings.HidesPrivilegedState)
        {
            throw new FakeRefusal(EnvironmentFault.Unimplemented, "privileged", "this world has no object poses to give; ask without");
        }
        var bytes = 0L;
        for (var i = 0; i < view.Cameras.Length; i++)
        {
            var camera = view.Cameras[i];
            bytes += 3L * camera.Width * camera.Height;
            if (camera.Name != FakeCamera.Name)
            {
                throw Invalid(
                    $"cameras[{i}].name",
                    $"there is no camera '{camera.Name}'; {NearestNames.Suggest(camera.Name, [FakeCamera.Name])}"
                );
            }
            if (
                camera.Width is < FakeCamera.Smallest or > FakeCamera.NativeWidth
                || camera.Height is < FakeCamera.Smallest or > FakeCamera.NativeHeight
            )
            {
                throw Invalid(
                    $"cameras[{i}]",
                    $"expected a size from {FakeCamera.Smallest}x{FakeCamera.Smallest} to "
                        + $"{FakeCamera.NativeWidth}x{FakeCamera.NativeHeight}, found {camera.Width}x{camera.Height}"
                );
            }
        }
        if (bytes > MaxImageBytes)
        {
            throw Invalid(
                "cameras",
                $"expected at most {MaxImageBytes} bytes of images in one response, found {bytes}; ask for fewer or smaller ones"
            );
        }
    }

    private void CheckScene(TabletopScene scene)
    {
        if (!settings.Tables.Contains(scene.Table))
        {
            throw Invalid("scene.table", $"there is no table '{scene.Table}'; {NearestNames.Suggest(scene.Table, settings.Tables)}");
        }
        var ids = new HashSet<string>();
        for (var i = 0; i < scene.Objects.Length; i++)
        {
            var (field, placement) = ($"scene.objects[{i}]", scene.Objects[i]);
            if (!ids.Add(placement.Id))
            {
                throw Invalid($"{field}.id", $"expected ids that differ, found '{placement.Id}' twice");
            }
            if (!settings.Objects.Contains(placement.Asset))
            {
                throw Invalid(
                    $"{field}.asset",
                    $"there is no object '{placement.Asset}'; {NearestNames.Suggest(placement.Asset, settings.Objects)}"
                );
            }
            CheckColor($"{field}.color_factor", placement.ColorFactor, 1);
            CheckPose($"{field}.pose", placement.Pose);
        }
        CheckGoal("object", scene.Goal.Object, ids);
        CheckGoal("receptacle", scene.Goal.Receptacle, ids);
        if (scene.Goal.Object == scene.Goal.Receptacle)
        {
            throw Invalid("scene.goal.put_on.receptacle", "expected another object than the one to be put on it");
        }
        CheckPictures(scene);
        CheckEvents(scene.Events, ids);
        if (scene.Factors.Keys.FirstOrDefault(name => !settings.SceneLimits.Factors.ContainsKey(name)) is { } factor)
        {
            throw Invalid(
                $"scene.factors.{factor}",
                $"there is no factor '{factor}'; {NearestNames.Suggest(factor, settings.SceneLimits.Factors.Keys)}"
            );
        }
        if (settings.SceneLimits.Problems(scene).FirstOrDefault() is { } problem)
        {
            throw Invalid(problem.Field, $"expected {problem.Expected}, found {problem.Found}");
        }
    }

    private static void CheckPose(string field, Pose pose)
    {
        var (p, q) = (pose.Position, pose.Orientation);
        if (!double.IsFinite(p.X + p.Y + p.Z))
        {
            throw Invalid($"{field}.position", $"expected finite numbers, found {p}");
        }
        CheckRotation($"{field}.orientation", q);
    }

    private static void CheckRotation(string field, QuaternionD q)
    {
        if (!(Math.Abs(q.Norm - 1) < 1e-3))
        {
            throw Invalid(field, $"expected a unit quaternion, found one of length {q.Norm}");
        }
    }

    private static void CheckColor(string field, LinearColor color, double maximum)
    {
        foreach (var value in (ReadOnlySpan<double>)[color.Red, color.Green, color.Blue])
        {
            if (!(value >= 0 && value <= maximum))
            {
                throw Invalid(field, $"expected red, green and blue from 0 to {maximum}, found {color}");
            }
        }
    }

    private void CheckPictures(TabletopScene scene)
    {
        if (scene.Overlay is { } overlay)
        {
            if (!settings.Textures.Contains(overlay.Texture))
            {
                throw Invalid(
                    "scene.overlay.texture",
                    $"there is no texture '{overlay.Texture}'; {NearestNames.Suggest(overlay.Texture, settings.Textures)}"
                );
            }
            if (!(overlay.Strength is >= 0 and <= 1))
            {
                throw Invalid("scene.overlay.strength", $"expected a number from 0 to 1, found {overlay.Strength}");
            }
        }
        if (scene.Camera is { } camera)
        {
            CheckRotation("scene.camera.rotation", camera.Rotation);
        }
        if (scene.Lighting is { } lighting)
        {
            CheckRotation("scene.lighting.rotation", lighting.Rotation);
            CheckColor("scene.lighting.color_factor", lighting.ColorFactor, double.MaxValue);
        }
        if (scene.Sensor is { BlurSigma: not 0 } or { JpegQuality: not 0 })
        {
            throw new FakeRefusal(
                EnvironmentFault.Unimplemented,
                "scene.sensor",
                "this world can add noise to a picture, but neither blur nor compress it"
            );
        }
        if (!(scene.Sensor is null or { NoiseSigma: >= 0 }))
        {
            throw Invalid("scene.sensor.noise_sigma", $"expected 0 or more, found {scene.Sensor.NoiseSigma}");
        }
    }

    private static void CheckEvents(ImmutableArray<MoveEvent> events, HashSet<string> ids)
    {
        for (var i = 0; i < events.Length; i++)
        {
            var (field, move) = ($"scene.events[{i}]", events[i]);
            if (i > 0 && move.Step < events[i - 1].Step)
            {
                throw Invalid($"{field}.step", $"expected events ordered by step, found {move.Step} after {events[i - 1].Step}");
            }
            if (!ids.Contains(move.Object))
            {
                throw Invalid(
                    $"{field}.move_object.object",
                    $"there is no '{move.Object}' in the scene; {NearestNames.Suggest(move.Object, ids)}"
                );
            }
            CheckPose($"{field}.move_object.pose", move.Pose);
        }
    }

    private static void CheckGoal(string role, string id, HashSet<string> ids)
    {
        if (!ids.Contains(id))
        {
            throw Invalid($"scene.goal.put_on.{role}", $"there is no '{id}' in the scene; {NearestNames.Suggest(id, ids)}");
        }
    }
}
