using System.Collections.Immutable;
using System.Runtime.InteropServices;
using BlindVla.Core;
using Google.Protobuf.Collections;
using Proto = BlindVla.Bridge.V1;

namespace BlindVla.Bridge;

/// <summary>Between the messages of blindvla.bridge.v1 and the vocabulary of Core, field by field.</summary>
internal static class ProtoMapping
{
    public static EnvironmentSpec ToSpec(Proto.DescribeResponse description) =>
        new(
            description.Name,
            description.Version,
            description.PhysicsVersion,
            description.Renderer,
            description.ControlPeriodSeconds,
            description.PhysicsPeriodSeconds,
            ToCapabilities(description.Capabilities ?? throw BridgeFaults.Violation("DescribeResponse.capabilities is missing")),
            [.. description.Action.Select(ToArraySpec)],
            [.. description.State.Select(ToArraySpec)],
            [.. description.Cameras.Select(ToCameraSpec)],
            description.AssetsSha256,
            [.. description.Objects],
            [.. description.Tables]
        )
        {
            Processor = description.Processor.Length > 0 ? description.Processor : null,
            RigSha256 = description.RigSha256.Length > 0 ? description.RigSha256 : null,
            Textures = [.. description.Textures],
            SceneLimits = description.SceneLimits is { } limits ? ToLimits(limits) : SceneLimits.None,
            Measures = [.. description.Measures.Select(ToMeasure)],
            Worlds = [.. description.Worlds.Select(ToWorld)],
            DeclaredHoldAction = [.. description.HoldAction],
            MaxImageBytes = description.MaxImageBytes == 0 ? null : (long)description.MaxImageBytes,
            DrawsOneAtATime = description.DrawsOneAtATime,
        };

    private static NamedWorld ToWorld(Proto.NamedWorld world) =>
        new(world.Name, [.. world.Tasks.Select(task => new NamedTask(task.Name, ToCount(task.InitialStates)))], [.. world.Parameters]);

    public static MeasureSpec ToMeasure(Proto.MeasureSpec measure) =>
        new(
            measure.Name,
            measure.Unit,
            measure.Fold switch
            {
                Proto.MeasureSpec.Types.Fold.Last => MeasureFold.Last,
                Proto.MeasureSpec.Types.Fold.Maximum => MeasureFold.Maximum,
                Proto.MeasureSpec.Types.Fold.Minimum => MeasureFold.Minimum,
                Proto.MeasureSpec.Types.Fold.Any => MeasureFold.Any,
                Proto.MeasureSpec.Types.Fold.FirstTime => MeasureFold.FirstTime,
                _ => (MeasureFold)(-1),
            }
        );

    private static CameraSpec ToCameraSpec(Proto.CameraSpec camera) =>
        new(camera.Name, (int)camera.Width, (int)camera.Height, (int)camera.MaxWidth, (int)camera.MaxHeight)
        {
            MinWidth = Math.Max(1, (int)camera.MinWidth),
            MinHeight = Math.Max(1, (int)camera.MinHeight),
        };

    private static SceneLimits ToLimits(Proto.SceneLimits limits) =>
        new()
        {
            MaxObjects = limits.HasMaxObjects ? ToCount(limits.MaxObjects) : null,
            Scale = ToInterval(limits.Scale),
            MassFactor = ToInterval(limits.MassFactor),
            FrictionFactor = ToInterval(limits.FrictionFactor),
            ArmJointPositions = [.. limits.ArmJointPositions.Select(interval => new Interval(interval.Minimum, interval.Maximum))],
            FingerPosition = ToInterval(limits.FingerPosition),
            MaxCameraTranslation = limits.HasMaxCameraTranslation ? limits.MaxCameraTranslation : null,
            MaxCameraRotation = limits.HasMaxCameraRotation ? limits.MaxCameraRotation : null,
            FieldOfViewFactor = ToInterval(limits.FieldOfViewFactor),
            MaxLightFactor = limits.HasMaxLightFactor ? limits.MaxLightFactor : null,
            MaxBlurSigma = limits.HasMaxBlurSigma ? limits.MaxBlurSigma : null,
            MaxNoiseSigma = limits.HasMaxNoiseSigma ? limits.MaxNoiseSigma : null,
            MaxJpegQuality = limits.HasMaxJpegQuality ? ToCount(limits.MaxJpegQuality) : null,
            MaxEvents = limits.HasMaxEvents ? ToCount(limits.MaxEvents) : null,
            MaxSettleSubsteps = limits.HasMaxSettleSubsteps ? ToCount(limits.MaxSettleSubsteps) : null,
            MaxActionLatencySteps = limits.HasMaxActionLatencySteps ? ToCount(limits.MaxActionLatencySteps) : null,
            Factors = limits.Factors.ToImmutableSortedDictionary(
                factor => factor.Key,
                factor => new Interval(factor.Value.Minimum, factor.Value.Maximum),
                StringComparer.Ordinal
            ),
        };

    private static Interval? ToInterval(Proto.Interval? interval) => interval is null ? null : new(interval.Minimum, interval.Maximum);

    // No scene counts as far as this; a workcell may say that it does.
    private static int ToCount(uint count) => (int)Math.Min(count, int.MaxValue);

    private static EnvironmentCapabilities ToCapabilities(Proto.Capabilities capabilities) =>
        new(capabilities.RealTime, capabilities.SceneSettable, capabilities.SuccessObservable, capabilities.PrivilegedState);

    private static ArraySpec ToArraySpec(Proto.ArraySpec spec) =>
        new(
            spec.Name,
            (int)spec.Length,
            spec.Convention,
            spec.Unit,
            spec.Frame,
            spec.HasMinimum ? spec.Minimum : null,
            spec.HasMaximum ? spec.Maximum : null
        );

    public static Proto.ResetRequest ToReset(EpisodeSpec episode, ObservationRequest view)
    {
        var reset = new Proto.ResetRequest
        {
            EpisodeId = episode.Id,
            Scene = ToScene(episode.Scene),
            Privileged = view.Privileged,
        };
        SetCameras(reset.Cameras, view.Cameras);
        return reset;
    }

    /// <summary>Overwrites the values of <paramref name="step"/>, so that one message serves a whole session.</summary>
    public static void SetAction(Proto.StepRequest step, ControlAction action)
    {
        step.Action.Clear();
        foreach (var value in action.Values.Span)
        {
            step.Action.Add(value);
        }
        if (action.ObservedAtSeconds is { } seconds)
        {
            step.ObservationTimeSeconds = seconds;
        }
        else
        {
            step.ClearObservationTimeSeconds();
        }
    }

    /// <summary>Overwrites the cameras of a request, so that one message serves a whole session.</summary>
    public static void SetCameras(RepeatedField<Proto.CameraRequest> cameras, ImmutableArray<CameraRequest> wanted)
    {
        cameras.Clear();
        foreach (var camera in wanted)
        {
            // The wire has no negative numbers; the server refuses a size of zero, as it must.
            cameras.Add(
                new Proto.CameraRequest
                {
                    Name = camera.Name,
                    Width = (uint)Math.Max(0, camera.Width),
                    Height = (uint)Math.Max(0, camera.Height),
                }
            );
        }
    }

    public static Proto.Scene ToScene(Scene scene)
    {
        var proto = scene switch
        {
            TabletopScene tabletop => ToTabletop(tabletop),
            NamedScene named => new() { Named = ToNamed(named) },
            _ => throw new ArgumentOutOfRangeException(nameof(scene), scene, "unknown kind of scene"),
        };
        proto.Overlay = scene.Overlay is { } overlay ? ToOverlay(overlay) : null;
        proto.Camera = scene.Camera is { } camera
            ? new()
            {
                Translation = ToVector(camera.Translation),
                Rotation = ToQuaternion(camera.Rotation),
                FieldOfViewFactor = camera.FieldOfViewFactor,
            }
            : null;
        proto.Lighting = scene.Lighting is { } light
            ? new() { Rotation = ToQuaternion(light.Rotation), ColorFactor = ToColor(light.ColorFactor) }
            : null;
        proto.Sensor = scene.Sensor is { } sensor ? ToSensor(sensor) : null;
        proto.ActionLatencySteps = checked((uint)scene.ActionLatencySteps);
        proto.Factors.Add(scene.Factors);
        return proto;
    }

    private static Proto.Scene ToTabletop(TabletopScene scene) =>
        new()
        {
            Table = scene.Table,
            Objects = { scene.Objects.Select(ToPlacement) },
            ArmJointPositions = { scene.ArmJointPositions },
            FingerPosition = scene.FingerPosition,
            Goal = new Proto.Goal
            {
                PutOn = new Proto.PutOn { Object = scene.Goal.Object, Receptacle = scene.Goal.Receptacle },
            },
            Events = { scene.Events.Select(ToEvent) },
        };

    private static Proto.NamedScene ToNamed(NamedScene scene) =>
        new()
        {
            World = scene.World,
            Task = scene.Task,
            InitialState = checked((uint)scene.InitialState),
            Parameters = { scene.Parameters },
        };

    /// <summary>Factors of 1 are left out, as they were before there were any.</summary>
    private static Proto.ObjectPlacement ToPlacement(ObjectPlacement placement)
    {
        var proto = new Proto.ObjectPlacement
        {
            Id = placement.Id,
            Asset = placement.Asset,
            Pose = ToPose(placement.Pose),
        };
        if (placement.Scale != 1)
        {
            proto.Scale = placement.Scale;
        }
        if (placement.MassFactor != 1)
        {
            proto.MassFactor = placement.MassFactor;
        }
        if (placement.FrictionFactor != 1)
        {
            proto.FrictionFactor = placement.FrictionFactor;
        }
        if (placement.ColorFactor != LinearColor.White)
        {
            proto.ColorFactor = ToColor(placement.ColorFactor);
        }
        return proto;
    }

    private static Proto.TextureOverlay ToOverlay(TextureOverlay overlay) =>
        new()
        {
            Texture = overlay.Texture,
            Region = overlay.Region switch
            {
                OverlayRegion.Foreground => Proto.TextureOverlay.Types.Region.Foreground,
                OverlayRegion.WholeImage => Proto.TextureOverlay.Types.Region.WholeImage,
                _ => throw new ArgumentOutOfRangeException(nameof(overlay), overlay.Region, "unknown region"),
            },
            Strength = overlay.Strength,
        };

    private static Proto.SensorEffects ToSensor(SensorEffects sensor) =>
        new()
        {
            BlurSigma = sensor.BlurSigma,
            NoiseSigma = sensor.NoiseSigma,
            NoiseSeed = sensor.NoiseSeed,
            JpegQuality = checked((uint)sensor.JpegQuality),
        };

    private static Proto.Event ToEvent(MoveEvent move) =>
        new()
        {
            Step = checked((uint)move.Step),
            MoveObject = new()
            {
                Object = move.Object,
                Pose = ToPose(move.Pose),
                SettleSubsteps = checked((uint)move.SettleSubsteps),
            },
        };

    private static Proto.Color ToColor(LinearColor color) =>
        new()
        {
            Red = color.Red,
            Green = color.Green,
            Blue = color.Blue,
        };

    private static Proto.Vector3 ToVector(Vector3D v) =>
        new()
        {
            X = v.X,
            Y = v.Y,
            Z = v.Z,
        };

    private static Proto.Quaternion ToQuaternion(QuaternionD q) =>
        new()
        {
            W = q.W,
            X = q.X,
            Y = q.Y,
            Z = q.Z,
        };

    private static Proto.Pose ToPose(Pose pose) =>
        new() { Position = ToVector(pose.Position), Orientation = ToQuaternion(pose.Orientation) };

    public static TimeStep ToTimeStep(Proto.ResetResponse reset, ResponseReader pictures, ObservationRequest view, EnvironmentSpec spec) =>
        new(
            ToObservation(reset.Observation, pictures, view, spec),
            ToProgress(reset.Progress, spec),
            Terminated: false,
            AppliedAction: default,
            ServerSeconds: 0
        );

    public static TimeStep ToTimeStep(Proto.StepResponse step, ResponseReader pictures, ObservationRequest view, EnvironmentSpec spec) =>
        new(
            ToObservation(step.Observation, pictures, view, spec),
            ToProgress(step.Progress, spec),
            step.Terminated,
            ToArray(step.AppliedAction),
            step.Timing is { } timing ? ToSeconds("physics", timing.PhysicsSeconds) + ToSeconds("render", timing.RenderSeconds) : 0
        )
        {
            Held = step.Safety is { } safety ? ToHold(safety) : null,
        };

    private static SafetyHold ToHold(Proto.SafetyReport safety) =>
        SafetyHold.IsRule(safety.Rule)
            ? new(safety.Rule, VisibleText.Line(safety.Message, BridgeFaults.MaxTextLength))
            : throw BridgeFaults.Violation(
                $"safety.rule: expected up to {SafetyHold.MaxRuleLength} lower-case letters, digits and underscores, found "
                    + $"'{VisibleText.Line(safety.Rule, 100)}'"
            );

    private static double ToSeconds(string what, double seconds) =>
        seconds >= 0 && double.IsFinite(seconds)
            ? seconds
            : throw BridgeFaults.Violation($"timing.{what}_seconds: expected 0 or more, found {seconds}");

    public static EnvironmentException ToException(Proto.RequestError error)
    {
        var message = VisibleText.Line(
            error.Field.Length == 0 ? error.Message : $"{error.Field}: {error.Message}",
            BridgeFaults.MaxTextLength
        );
        return error.Code switch
        {
            Proto.RequestError.Types.Code.InvalidArgument => new(EnvironmentFault.InvalidArgument, message),
            Proto.RequestError.Types.Code.FailedPrecondition => new(EnvironmentFault.FailedPrecondition, message),
            Proto.RequestError.Types.Code.Unimplemented => new(EnvironmentFault.Unimplemented, message),
            _ => BridgeFaults.Violation($"RequestError.code is {error.Code}, with the message '{message}'"),
        };
    }

    private static Observation ToObservation(
        Proto.Observation? observation,
        ResponseReader pictures,
        ObservationRequest view,
        EnvironmentSpec spec
    )
    {
        if (observation is null)
        {
            throw BridgeFaults.Violation("the response has no observation");
        }
        if (observation.State.Count != spec.StateLength)
        {
            throw BridgeFaults.Violation($"Observation.state has {observation.State.Count} values, Describe declares {spec.StateLength}");
        }
        return new Observation(
            observation.TimeSeconds,
            ToFrames(observation.Images, pictures, view.Cameras),
            ToArray(observation.State),
            view.Privileged
                ? ToPrivileged(
                    observation.Privileged ?? throw BridgeFaults.Violation("Observation.privileged was asked for and is missing")
                )
                : null
        );
    }

    private static ImmutableArray<ImageFrame> ToFrames(
        RepeatedField<Proto.Image> images,
        ResponseReader pictures,
        ImmutableArray<CameraRequest> wanted
    )
    {
        if (images.Count != wanted.Length)
        {
            throw BridgeFaults.Violation($"{wanted.Length} images were asked for, {images.Count} came");
        }
        if (wanted.IsEmpty)
        {
            return [];
        }
        var frames = new ImageFrame[wanted.Length];
        for (var i = 0; i < frames.Length; i++)
        {
            var (image, request, rgb) = (images[i], wanted[i], pictures.Picture(i));
            if (
                image.Camera != request.Name
                || image.Width != request.Width
                || image.Height != request.Height
                || image.Encoding != Proto.Image.Types.Encoding.Rgb8
                || rgb.Length != request.Width * request.Height * 3
            )
            {
                throw BridgeFaults.Violation(
                    $"images[{i}]: asked for {request.Name} {request.Width}x{request.Height} in RGB8, "
                        + $"got {VisibleText.Line(image.Camera, 100)} {image.Width}x{image.Height} in {image.Encoding}, {rgb.Length} bytes"
                );
            }
            frames[i] = new ImageFrame(request.Name, request.Width, request.Height, rgb, image.CaptureTimeSeconds);
        }
        return ImmutableCollectionsMarshal.AsImmutableArray(frames);
    }

    private static TaskProgress ToProgress(Proto.TaskProgress? progress, EnvironmentSpec spec)
    {
        if (progress is null)
        {
            // Nothing is left out where there is nothing to say.
            if (!spec.Capabilities.SuccessObservable && spec.Measures.IsEmpty)
            {
                return new(Success: null, []);
            }
            throw BridgeFaults.Violation("the response has no progress");
        }
        if (progress.Measures.Count != spec.Measures.Length)
        {
            throw BridgeFaults.Violation(
                $"progress.measures has {progress.Measures.Count} values, Describe declares {spec.Measures.Length}"
            );
        }
        var measures = new double?[progress.Measures.Count];
        for (var i = 0; i < measures.Length; i++)
        {
            measures[i] = (progress.MeasuresAbsent >> i & 1) == 0 ? progress.Measures[i] : null;
        }
        return new(spec.Capabilities.SuccessObservable ? progress.Success : null, ImmutableCollectionsMarshal.AsImmutableArray(measures));
    }

    private static PrivilegedState ToPrivileged(Proto.PrivilegedState state) =>
        new(
            [.. state.Objects.Select(o => new ObjectState(o.Id, ToPose(o.Pose), ToVector(o.BoundingBoxMin), ToVector(o.BoundingBoxMax)))],
            ToPose(state.Gripper),
            ToPose(state.GripperTarget),
            ToPose(state.RobotBase)
        );

    private static Pose ToPose(Proto.Pose? pose)
    {
        var orientation = pose?.Orientation ?? throw BridgeFaults.Violation("a pose has no orientation");
        return new(ToVector(pose.Position), new QuaternionD(orientation.W, orientation.X, orientation.Y, orientation.Z));
    }

    private static Vector3D ToVector(Proto.Vector3? vector) =>
        vector is null ? throw BridgeFaults.Violation("a position is missing") : new(vector.X, vector.Y, vector.Z);

    private static float[] ToArray(RepeatedField<float> values)
    {
        var array = new float[values.Count];
        values.CopyTo(array, 0);
        return array;
    }
}
