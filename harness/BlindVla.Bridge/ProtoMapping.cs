using System.Collections.Immutable;
using System.Runtime.InteropServices;
using BlindVla.Core;
using Google.Protobuf.Collections;
using Proto = BlindVla.Bridge.V1;

namespace BlindVla.Bridge;

/// <summary>Between the messages of blindvla.bridge.v1 and the vocabulary of Core, field by field.</summary>
internal static class ProtoMapping
{
    public static EnvironmentSpec ToSpec(Proto.DescribeResponse description) => new(
        description.Name,
        description.Version,
        description.PhysicsVersion,
        description.Renderer,
        description.ControlPeriodSeconds,
        description.PhysicsPeriodSeconds,
        ToCapabilities(description.Capabilities ?? throw BridgeFaults.Violation("DescribeResponse.capabilities is missing")),
        [.. description.Action.Select(ToArraySpec)],
        [.. description.State.Select(ToArraySpec)],
        [.. description.Cameras.Select(c => new CameraSpec(c.Name, (int)c.Width, (int)c.Height, (int)c.MaxWidth, (int)c.MaxHeight))],
        description.AssetsSha256,
        [.. description.Objects],
        [.. description.Tables]);

    private static EnvironmentCapabilities ToCapabilities(Proto.Capabilities capabilities) =>
        new(capabilities.RealTime, capabilities.SceneSettable, capabilities.SuccessObservable, capabilities.PrivilegedState);

    private static ArraySpec ToArraySpec(Proto.ArraySpec spec) => new(
        spec.Name,
        (int)spec.Length,
        spec.Convention,
        spec.Unit,
        spec.Frame,
        spec.HasMinimum ? spec.Minimum : null,
        spec.HasMaximum ? spec.Maximum : null);

    public static Proto.ResetRequest ToReset(EpisodeSpec episode, ObservationRequest view)
    {
        var reset = new Proto.ResetRequest { EpisodeId = episode.Id, Scene = ToScene(episode.Scene), Privileged = view.Privileged };
        SetCameras(reset.Cameras, view.Cameras);
        return reset;
    }

    /// <summary>Overwrites the values of <paramref name="step"/>, so that one message serves a whole session.</summary>
    public static void SetAction(Proto.StepRequest step, ReadOnlySpan<float> action)
    {
        step.Action.Clear();
        foreach (var value in action)
        {
            step.Action.Add(value);
        }
    }

    /// <summary>Overwrites the cameras of a request, so that one message serves a whole session.</summary>
    public static void SetCameras(RepeatedField<Proto.CameraRequest> cameras, ImmutableArray<CameraRequest> wanted)
    {
        cameras.Clear();
        foreach (var camera in wanted)
        {
            // The wire has no negative numbers; the server refuses a size of zero, as it must.
            cameras.Add(new Proto.CameraRequest { Name = camera.Name, Width = (uint)Math.Max(0, camera.Width), Height = (uint)Math.Max(0, camera.Height) });
        }
    }

    public static Proto.Scene ToScene(Scene scene) => new()
    {
        Table = scene.Table,
        Objects = { scene.Objects.Select(o => new Proto.ObjectPlacement { Id = o.Id, Asset = o.Asset, Pose = ToPose(o.Pose) }) },
        ArmJointPositions = { scene.ArmJointPositions },
        FingerPosition = scene.FingerPosition,
        Goal = new Proto.Goal { PutOn = new Proto.PutOn { Object = scene.Goal.Object, Receptacle = scene.Goal.Receptacle } },
    };

    private static Proto.Pose ToPose(Pose pose) => new()
    {
        Position = new Proto.Vector3 { X = pose.Position.X, Y = pose.Position.Y, Z = pose.Position.Z },
        Orientation = new Proto.Quaternion { W = pose.Orientation.W, X = pose.Orientation.X, Y = pose.Orientation.Y, Z = pose.Orientation.Z },
    };

    public static TimeStep ToTimeStep(Proto.ResetResponse reset, ResponseReader pictures, ObservationRequest view, int stateLength) => new(
        ToObservation(reset.Observation, pictures, view, stateLength),
        ToProgress(reset.Progress),
        Terminated: false,
        AppliedAction: default,
        ServerSeconds: 0);

    public static TimeStep ToTimeStep(Proto.StepResponse step, ResponseReader pictures, ObservationRequest view, int stateLength) => new(
        ToObservation(step.Observation, pictures, view, stateLength),
        ToProgress(step.Progress),
        step.Terminated,
        ToArray(step.AppliedAction),
        step.Timing is { } timing ? timing.PhysicsSeconds + timing.RenderSeconds : 0);

    public static EnvironmentException ToException(Proto.RequestError error)
    {
        var message = error.Field.Length == 0 ? error.Message : $"{error.Field}: {error.Message}";
        return error.Code switch
        {
            Proto.RequestError.Types.Code.InvalidArgument => new(EnvironmentFault.InvalidArgument, message),
            Proto.RequestError.Types.Code.FailedPrecondition => new(EnvironmentFault.FailedPrecondition, message),
            Proto.RequestError.Types.Code.Unimplemented => new(EnvironmentFault.Unimplemented, message),
            _ => BridgeFaults.Violation($"RequestError.code is {error.Code}, with the message '{message}'"),
        };
    }

    private static Observation ToObservation(Proto.Observation? observation, ResponseReader pictures, ObservationRequest view, int stateLength)
    {
        if (observation is null)
        {
            throw BridgeFaults.Violation("the response has no observation");
        }
        if (observation.State.Count != stateLength)
        {
            throw BridgeFaults.Violation($"Observation.state has {observation.State.Count} values, Describe declares {stateLength}");
        }
        return new Observation(
            observation.TimeSeconds,
            ToFrames(observation.Images, pictures, view.Cameras),
            ToArray(observation.State),
            view.Privileged
                ? ToPrivileged(observation.Privileged ?? throw BridgeFaults.Violation("Observation.privileged was asked for and is missing"))
                : null);
    }

    private static ImmutableArray<ImageFrame> ToFrames(RepeatedField<Proto.Image> images, ResponseReader pictures, ImmutableArray<CameraRequest> wanted)
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
            if (image.Camera != request.Name || image.Width != request.Width || image.Height != request.Height
                || image.Encoding != Proto.Image.Types.Encoding.Rgb8 || rgb.Length != request.Width * request.Height * 3)
            {
                throw BridgeFaults.Violation(
                    $"images[{i}]: asked for {request.Name} {request.Width}x{request.Height} in RGB8, "
                    + $"got {image.Camera} {image.Width}x{image.Height} in {image.Encoding}, {rgb.Length} bytes");
            }
            frames[i] = new ImageFrame(request.Name, request.Width, request.Height, rgb, image.CaptureTimeSeconds);
        }
        return ImmutableCollectionsMarshal.AsImmutableArray(frames);
    }

    private static TaskProgress ToProgress(Proto.TaskProgress? progress) => progress is null
        ? throw BridgeFaults.Violation("the response has no progress")
        : new(
            progress.Success,
            progress.Grasped,
            progress.GraspedEver,
            progress.ConsecutiveGraspEver,
            progress.ObjectToReceptacleMeters,
            progress.ObjectLiftMeters,
            progress.ObjectTouchesReceptacle,
            progress.HasGripperToObjectMeters ? progress.GripperToObjectMeters : null);

    private static PrivilegedState ToPrivileged(Proto.PrivilegedState state) => new(
        [.. state.Objects.Select(o => new ObjectState(o.Id, ToPose(o.Pose), ToVector(o.BoundingBoxMin), ToVector(o.BoundingBoxMax)))],
        ToPose(state.Gripper),
        ToPose(state.GripperTarget),
        ToPose(state.RobotBase));

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
