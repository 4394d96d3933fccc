using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using BlindVla.Core;

namespace BlindVla.Bridge;

/// <summary>A digest of everything a time step says but the wall-clock time it took: equal exactly when all bytes are.</summary>
public static class TimeStepDigest
{
    public static string Of(TimeStep step)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var observation = step.Observation;
        Append(hash, observation.TimeSeconds);
        foreach (var image in observation.Images)
        {
            Append(hash, image.Width, image.Height, image.CaptureTimeSeconds);
            hash.AppendData(image.Rgb.Span);
        }
        hash.AppendData(MemoryMarshal.AsBytes(observation.State.Span));
        foreach (var thing in observation.Privileged?.Objects ?? [])
        {
            Append(hash, thing.Pose);
        }
        if (observation.Privileged is { } state)
        {
            Append(hash, state.Gripper);
            Append(hash, state.GripperTarget);
        }
        Append(hash, step.Progress.Success is { } success ? (success ? 1 : 0) : double.NaN, step.Terminated ? 1 : 0);
        Append(hash, [.. step.Progress.Measures.Select(value => value ?? double.NaN)]);
        hash.AppendData(MemoryMarshal.AsBytes(step.AppliedAction.Span));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, Pose pose) =>
        Append(
            hash,
            pose.Position.X,
            pose.Position.Y,
            pose.Position.Z,
            pose.Orientation.W,
            pose.Orientation.X,
            pose.Orientation.Y,
            pose.Orientation.Z
        );

    private static void Append(IncrementalHash hash, params ReadOnlySpan<double> values)
    {
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        foreach (var value in values)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
            hash.AppendData(bytes);
        }
    }
}
