using System.Runtime.InteropServices;
using System.Security.Cryptography;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>Everything one episode adds up to, collected without allocating per step.</summary>
internal sealed class EpisodeRecord(int maxSteps, ActionBounds bounds, TimeProvider time) : IDisposable
{
    private readonly IncrementalHash _observations = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly float[] _requested = new float[maxSteps * bounds.Length];
    private readonly float[] _applied = new float[maxSteps * bounds.Length];
    private readonly float[] _legal = new float[bounds.Length];
    private readonly long _started = time.GetTimestamp();
    private int _clipped;
    private int? _firstSuccessStep;
    private double _maxLiftMeters = double.NegativeInfinity;
    private double? _minGripperDistanceMeters;
    private double _simSeconds;
    private TimeSpan _policyTime;

    /// <summary>Control steps applied so far.</summary>
    public int Steps { get; private set; }

    public void Reset(TimeStep first) => Measure(first);

    /// <summary>
    /// Hashes what the policy is about to see: for each image width and height (int32) and its bytes, then the state (float32), then, for a
    /// privileged policy, the object poses and gripper poses (float64); all little endian.
    /// </summary>
    public void Saw(Observation observation)
    {
        foreach (var image in observation.Images)
        {
            Hash<int>([image.Width, image.Height]);
            _observations.AppendData(image.Rgb.Span);
        }
        Hash(observation.State.Span);
        if (observation.Privileged is { } privileged)
        {
            foreach (var item in privileged.Objects)
            {
                Hash(item.Pose);
            }
            Hash(privileged.Gripper);
            Hash(privileged.GripperTarget);
        }
    }

    public void PolicyTook(TimeSpan elapsed) => _policyTime += elapsed;

    /// <summary>The next action to send: legal, and in memory that outlives the policy's, until the next one is taken.</summary>
    /// <exception cref="PolicyException">A value is not finite.</exception>
    public ReadOnlyMemory<float> Take(ReadOnlySpan<float> requested)
    {
        _clipped += bounds.Clip(requested, _legal, Steps + 1) ? 1 : 0;
        requested.CopyTo(Row(_requested));
        return _legal;
    }

    /// <exception cref="EnvironmentException">The environment does not say what it applied.</exception>
    public void Stepped(TimeStep now)
    {
        if (now.AppliedAction.Length != bounds.Length)
        {
            throw new EnvironmentException(
                EnvironmentFault.Internal, $"step {Steps + 1}: the environment reports {now.AppliedAction.Length} values of the applied action, expected {bounds.Length}");
        }
        now.AppliedAction.Span.CopyTo(Row(_applied));
        Steps++;
        if (now.Progress.Success)
        {
            _firstSuccessStep ??= Steps;
        }
        Measure(now);
    }

    public EpisodeResult Finish(TimeStep last) => new(
        SuccessAtEnd: last.Progress.Success,
        SuccessAnyStep: _firstSuccessStep is not null,
        FirstSuccessStep: _firstSuccessStep,
        Steps: Steps,
        Grasped: last.Progress.GraspedEver,
        ConsecutiveGrasp: last.Progress.ConsecutiveGraspEver,
        HoldingAtEnd: last.Progress.Grasped,
        FinalDistanceMeters: last.Progress.ObjectToReceptacleMeters,
        MaxLiftMeters: _maxLiftMeters,
        MinGripperDistanceMeters: _minGripperDistanceMeters,
        ClippedActions: _clipped,
        ObservationSha256: Convert.ToHexStringLower(_observations.GetHashAndReset()),
        RequestedActions: _requested.AsMemory(0, Steps * bounds.Length),
        AppliedActions: _applied.AsMemory(0, Steps * bounds.Length),
        ActionLength: bounds.Length,
        PolicySeconds: _policyTime.TotalSeconds,
        SimSeconds: _simSeconds,
        WallSeconds: time.GetElapsedTime(_started).TotalSeconds);

    public void Dispose() => _observations.Dispose();

    /// <summary>Where the step being taken is recorded.</summary>
    private Span<float> Row(float[] actions) => actions.AsSpan(Steps * bounds.Length, bounds.Length);

    private void Measure(TimeStep now)
    {
        _maxLiftMeters = Math.Max(_maxLiftMeters, now.Progress.ObjectLiftMeters);
        if (now.Progress.GripperToObjectMeters is { } distance)
        {
            _minGripperDistanceMeters = Math.Min(_minGripperDistanceMeters ?? distance, distance);
        }
        _simSeconds += now.ServerSeconds;
    }

    private void Hash(Pose pose) => Hash<double>(
    [
        pose.Position.X, pose.Position.Y, pose.Position.Z,
        pose.Orientation.W, pose.Orientation.X, pose.Orientation.Y, pose.Orientation.Z,
    ]);

    // Every platform .NET runs this on is little endian.
    private void Hash<T>(ReadOnlySpan<T> values)
        where T : struct => _observations.AppendData(MemoryMarshal.AsBytes(values));
}
