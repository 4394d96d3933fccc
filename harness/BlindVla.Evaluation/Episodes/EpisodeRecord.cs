using System.Runtime.InteropServices;
using System.Security.Cryptography;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>Everything one episode adds up to, collected without allocating per step.</summary>
internal sealed class EpisodeRecord(int maxSteps, ActionBounds bounds, TimeProvider time) : IDisposable
{
    private readonly IncrementalHash _observations = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly float[] _actions = new float[maxSteps * bounds.Length];
    private readonly long _started = time.GetTimestamp();
    private int _taken;
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

    /// <summary>The action to apply: legal, and in memory that outlives the policy's.</summary>
    public ReadOnlyMemory<float> Take(ReadOnlySpan<float> action)
    {
        var legal = _actions.AsMemory(_taken * bounds.Length, bounds.Length);
        _clipped += bounds.Clip(action, legal.Span, _taken + 1) ? 1 : 0;
        _taken++;
        return legal;
    }

    public void Stepped(TimeStep now)
    {
        Steps++;
        if (now.Progress.Success)
        {
            _firstSuccessStep ??= Steps;
        }
        Measure(now);
    }

    public EpisodeResult Finish(TimeStep last)
    {
        var actions = _actions.AsMemory(0, Steps * bounds.Length);
        return new(
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
            ActionsSha256: ActionDigest.Compute(actions.Span),
            Actions: actions,
            ActionLength: bounds.Length,
            PolicySeconds: _policyTime.TotalSeconds,
            SimSeconds: _simSeconds,
            WallSeconds: time.GetElapsedTime(_started).TotalSeconds);
    }

    public void Dispose() => _observations.Dispose();

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
