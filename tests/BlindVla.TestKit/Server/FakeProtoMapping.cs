using System.Collections.Immutable;
using BlindVla.Core;
using Google.Protobuf;
using Proto = BlindVla.Bridge.V1;

namespace BlindVla.TestKit;

/// <summary>The server's side of the protocol, written apart from the harness's: what one side encodes wrongly the other does not decode
/// back.</summary>
internal static class FakeProtoMapping
{
    public static Proto.DescribeResponse ToProto(EnvironmentSpec spec, int maxSessions) =>
        new()
        {
            Name = spec.Name,
            Version = spec.Version,
            PhysicsVersion = spec.PhysicsVersion,
            Renderer = spec.Renderer,
            Processor = spec.Processor ?? "",
            RigSha256 = spec.RigSha256 ?? "",
            ControlPeriodSeconds = spec.ControlPeriodSeconds,
            PhysicsPeriodSeconds = spec.PhysicsPeriodSeconds,
            Capabilities = new Proto.Capabilities
            {
                RealTime = spec.Capabilities.RealTime,
                SceneSettable = spec.Capabilities.SceneSettable,
                SuccessObservable = spec.Capabilities.SuccessObservable,
                PrivilegedState = spec.Capabilities.PrivilegedState,
            },
            Action = { spec.Action.Select(ToProto) },
            State = { spec.State.Select(ToProto) },
            Cameras =
            {
                spec.Cameras.Select(c => new Proto.CameraSpec
                {
                    Name = c.Name,
                    Width = (uint)c.Width,
                    Height = (uint)c.Height,
                    MaxWidth = (uint)c.MaxWidth,
                    MaxHeight = (uint)c.MaxHeight,
                    MinWidth = (uint)c.MinWidth,
                    MinHeight = (uint)c.MinHeight,
                }),
            },
            AssetsSha256 = spec.AssetsSha256,
            Objects = { spec.Objects },
            Tables = { spec.Tables },
            MaxSessions = (uint)maxSessions,
            Textures = { spec.Textures },
            SceneLimits = ToProto(spec.SceneLimits),
            Measures = { spec.Measures.Select(ToProto) },
            MaxImageBytes = (ulong)(spec.MaxImageBytes ?? 0),
            DrawsOneAtATime = spec.DrawsOneAtATime,
            HoldAction = { spec.DeclaredHoldAction },
        };

    private static Proto.SceneLimits ToProto(SceneLimits limits)
    {
        var proto = new Proto.SceneLimits
        {
            Scale = ToProto(limits.Scale),
            MassFactor = ToProto(limits.MassFactor),
            FrictionFactor = ToProto(limits.FrictionFactor),
            ArmJointPositions = { limits.ArmJointPositions.Select(interval => ToProto(interval)) },
            FingerPosition = ToProto(limits.FingerPosition),
            FieldOfViewFactor = ToProto(limits.FieldOfViewFactor),
        };
        void Set<T>(T? limit, Action<T> set)
            where T : struct
        {
            if (limit is { } value)
            {
                set(value);
            }
        }

        Set(limits.MaxObjects, v => proto.MaxObjects = (uint)v);
        Set(limits.MaxCameraTranslation, v => proto.MaxCameraTranslation = v);
        Set(limits.MaxCameraRotation, v => proto.MaxCameraRotation = v);
        Set(limits.MaxLightFactor, v => proto.MaxLightFactor = v);
        Set(limits.MaxBlurSigma, v => proto.MaxBlurSigma = v);
        Set(limits.MaxNoiseSigma, v => proto.MaxNoiseSigma = v);
        Set(limits.MaxJpegQuality, v => proto.MaxJpegQuality = (uint)v);
        Set(limits.MaxEvents, v => proto.MaxEvents = (uint)v);
        Set(limits.MaxSettleSubsteps, v => proto.MaxSettleSubsteps = (uint)v);
        Set(limits.MaxActionLatencySteps, v => proto.MaxActionLatencySteps = (uint)v);
        foreach (var (name, bounds) in limits.Factors)
        {
            proto.Factors.Add(name, ToProto(bounds));
        }
        return proto;
    }

    private static Proto.Interval? ToProto(Interval? interval) =>
        interval is { } some ? new() { Minimum = some.Minimum, Maximum = some.Maximum } : null;

    public static ObservationRequest ToView(IEnumerable<Proto.CameraRequest> cameras, bool privileged) =>
        new([.. cameras.Select(c => new CameraRequest(c.Name, (int)c.Width, (int)c.Height))], privileged);

    public static Scene ToScene(Proto.Scene? scene)
    {
        if (scene is null)
        {
            throw new FakeRefusal(EnvironmentFault.InvalidArgument, "scene", "expected a scene, found none");
        }
        return Kind(scene) with
        {
            Overlay = ToOverlay(scene.Overlay),
            Camera = scene.Camera is { } camera
                ? new(ToVector(camera.Translation), ToRotation(camera.Rotation), camera.HasFieldOfViewFactor ? camera.FieldOfViewFactor : 1)
                : null,
            Lighting = scene.Lighting is { } light ? new(ToRotation(light.Rotation), ToColor(light.ColorFactor)) : null,
            Sensor = scene.Sensor is { } sensor
                ? new(sensor.BlurSigma, sensor.NoiseSigma, sensor.NoiseSeed, (int)sensor.JpegQuality)
                : null,
            ActionLatencySteps = (int)scene.ActionLatencySteps,
            Factors = scene.Factors.ToImmutableSortedDictionary(StringComparer.Ordinal),
        };
    }

    private static Scene Kind(Proto.Scene scene)
    {
        if (scene.Named is { } named)
        {
            return new NamedScene(named.World, named.Task, (int)named.InitialState)
            {
                Parameters = named.Parameters.ToImmutableSortedDictionary(StringComparer.Ordinal),
            };
        }
        if (scene.Goal?.PutOn is not { } goal)
        {
            throw new FakeRefusal(EnvironmentFault.InvalidArgument, "scene.goal", "expected put_on, found no goal");
        }
        return new TabletopScene(
            scene.Table,
            [.. scene.Objects.Select(ToPlacement)],
            [.. scene.ArmJointPositions],
            scene.FingerPosition,
            new PutOnGoal(goal.Object, goal.Receptacle)
        )
        {
            Events = [.. scene.Events.Select(ToMove)],
        };
    }

    private static ObjectPlacement ToPlacement(Proto.ObjectPlacement o, int index) =>
        new(o.Id, o.Asset, ToPose(o.Pose, $"scene.objects[{index}].pose"))
        {
            Scale = o.HasScale ? o.Scale : 1,
            MassFactor = o.HasMassFactor ? o.MassFactor : 1,
            FrictionFactor = o.HasFrictionFactor ? o.FrictionFactor : 1,
            ColorFactor = ToColor(o.ColorFactor),
        };

    private static TextureOverlay? ToOverlay(Proto.TextureOverlay? overlay) =>
        overlay is null
            ? null
            : new(
                overlay.Texture,
                overlay.Region switch
                {
                    Proto.TextureOverlay.Types.Region.Foreground => OverlayRegion.Foreground,
                    Proto.TextureOverlay.Types.Region.WholeImage => OverlayRegion.WholeImage,
                    _ => throw new FakeRefusal(
                        EnvironmentFault.InvalidArgument,
                        "scene.overlay.region",
                        $"expected foreground or whole image, found {overlay.Region}"
                    ),
                },
                overlay.Strength
            );

    private static MoveEvent ToMove(Proto.Event moved, int index) =>
        moved.MoveObject is { } move
            ? new((int)moved.Step, move.Object, ToPose(move.Pose, $"scene.events[{index}].move_object.pose"), (int)move.SettleSubsteps)
            : throw new FakeRefusal(
                EnvironmentFault.InvalidArgument,
                $"scene.events[{index}]",
                "expected move_object, found no kind of event"
            );

    private static LinearColor ToColor(Proto.Color? color) => color is null ? LinearColor.White : new(color.Red, color.Green, color.Blue);

    private static Vector3D ToVector(Proto.Vector3? v) => v is null ? default : new(v.X, v.Y, v.Z);

    private static QuaternionD ToRotation(Proto.Quaternion? q) => q is null ? QuaternionD.Identity : new(q.W, q.X, q.Y, q.Z);

    public static Proto.Observation ToProto(FakeSession session, ObservationRequest view) =>
        new()
        {
            TimeSeconds = session.World.TimeSeconds,
            Images = { view.Cameras.Select(camera => ToImage(session, camera)) },
            State = { session.World.State() },
            Privileged = view.Privileged ? ToProto(session.World.Privileged()) : null,
        };

    public static Proto.TaskProgress ToProto(TaskProgress progress) =>
        new()
        {
            Success = progress.Success == true,
            Measures = { progress.Measures.Select(value => value ?? 0) },
            MeasuresAbsent = progress.Measures.Select((value, i) => value is null ? 1UL << i : 0).Aggregate(0UL, (all, one) => all | one),
        };

    private static Proto.MeasureSpec ToProto(MeasureSpec measure) =>
        new()
        {
            Name = measure.Name,
            Unit = measure.Unit,
            Fold = measure.Fold switch
            {
                MeasureFold.Last => Proto.MeasureSpec.Types.Fold.Last,
                MeasureFold.Maximum => Proto.MeasureSpec.Types.Fold.Maximum,
                MeasureFold.Minimum => Proto.MeasureSpec.Types.Fold.Minimum,
                MeasureFold.Any => Proto.MeasureSpec.Types.Fold.Any,
                _ => Proto.MeasureSpec.Types.Fold.FirstTime,
            },
        };

    public static Proto.RequestError ToProto(FakeRefusal refusal) =>
        new()
        {
            Code = refusal.Fault switch
            {
                EnvironmentFault.InvalidArgument => Proto.RequestError.Types.Code.InvalidArgument,
                EnvironmentFault.FailedPrecondition => Proto.RequestError.Types.Code.FailedPrecondition,
                _ => Proto.RequestError.Types.Code.Unimplemented,
            },
            Message = refusal.Message,
            Field = refusal.Field,
        };

    private static Proto.ArraySpec ToProto(ArraySpec spec)
    {
        var proto = new Proto.ArraySpec
        {
            Name = spec.Name,
            Length = (uint)spec.Length,
            Convention = spec.Convention,
            Unit = spec.Unit,
            Frame = spec.Frame,
        };
        if (spec.Minimum is { } minimum)
        {
            proto.Minimum = minimum;
        }
        if (spec.Maximum is { } maximum)
        {
            proto.Maximum = maximum;
        }
        return proto;
    }

    private static Proto.Image ToImage(FakeSession session, CameraRequest camera)
    {
        var rgb = new byte[camera.Width * camera.Height * 3];
        session.Draw(camera, rgb);
        return new Proto.Image
        {
            Camera = camera.Name,
            Width = (uint)camera.Width,
            Height = (uint)camera.Height,
            Encoding = Proto.Image.Types.Encoding.Rgb8,
            Data = UnsafeByteOperations.UnsafeWrap(rgb),
            CaptureTimeSeconds = session.World.TimeSeconds,
        };
    }

    private static Proto.PrivilegedState ToProto(PrivilegedState state) =>
        new()
        {
            Objects =
            {
                state.Objects.Select(o => new Proto.ObjectState
                {
                    Id = o.Id,
                    Pose = ToProto(o.Pose),
                    BoundingBoxMin = ToProto(o.BoundingBoxMin),
                    BoundingBoxMax = ToProto(o.BoundingBoxMax),
                }),
            },
            Gripper = ToProto(state.Gripper),
            GripperTarget = ToProto(state.GripperTarget),
            RobotBase = ToProto(state.RobotBase),
        };

    private static Proto.Pose ToProto(Pose pose) =>
        new()
        {
            Position = ToProto(pose.Position),
            Orientation = new Proto.Quaternion
            {
                W = pose.Orientation.W,
                X = pose.Orientation.X,
                Y = pose.Orientation.Y,
                Z = pose.Orientation.Z,
            },
        };

    private static Proto.Vector3 ToProto(Vector3D v) =>
        new()
        {
            X = v.X,
            Y = v.Y,
            Z = v.Z,
        };

    private static Pose ToPose(Proto.Pose? pose, string field)
    {
        if (pose is not { Position: { } p, Orientation: { } q })
        {
            throw new FakeRefusal(EnvironmentFault.InvalidArgument, field, "expected a position and an orientation");
        }
        return new(new(p.X, p.Y, p.Z), new(q.W, q.X, q.Y, q.Z));
    }
}
