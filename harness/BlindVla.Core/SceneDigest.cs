using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace BlindVla.Core;

/// <summary>A digest that two scenes share exactly when every decided number and name in them is the same.</summary>
public static class SceneDigest
{
    /// <summary>
    /// SHA-256, lower-case hex, over names (UTF-8, length-prefixed) and doubles (IEEE-754 little endian) in declaration order. What may be
    /// absent follows, each part under its name and only where it is there, so that a scene without it keeps its digest for good.
    /// </summary>
    public static string Compute(Scene scene)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        switch (scene)
        {
            case TabletopScene tabletop:
                AppendTabletop(hash, tabletop);
                break;
            case NamedScene named:
                AppendNamed(hash, named);
                break;
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void AppendTabletop(IncrementalHash hash, TabletopScene scene)
    {
        Append(hash, scene.Table);
        Append(hash, scene.Objects.Length);
        foreach (var placement in scene.Objects)
        {
            Append(hash, placement.Id);
            Append(hash, placement.Asset);
            Append(hash, placement.Pose.Position);
            Append(hash, placement.Pose.Orientation);
        }
        Append(hash, scene.ArmJointPositions.Length);
        Append(hash, scene.ArmJointPositions.AsSpan());
        Append(hash, scene.FingerPosition);
        Append(hash, scene.Goal.Object);
        Append(hash, scene.Goal.Receptacle);
        for (var i = 0; i < scene.Objects.Length; i++)
        {
            var placement = scene.Objects[i];
            if (placement is not { Scale: 1, MassFactor: 1, FrictionFactor: 1 } || placement.ColorFactor != LinearColor.White)
            {
                Append(hash, "object");
                Append(hash, i);
                Append(hash, placement.Scale, placement.MassFactor, placement.FrictionFactor);
                Append(hash, placement.ColorFactor);
            }
        }
        AppendEffects(hash, scene);
        foreach (var move in scene.Events)
        {
            Append(hash, "move");
            Append(hash, move.Step);
            Append(hash, move.Object);
            Append(hash, move.Pose.Position);
            Append(hash, move.Pose.Orientation);
            Append(hash, move.SettleSubsteps);
        }
        AppendLatency(hash, scene);
        AppendFactors(hash, scene);
    }

    /// <summary>Begins with a text that no table can have, so that the two kinds never share a digest.</summary>
    private static void AppendNamed(IncrementalHash hash, NamedScene scene)
    {
        Append(hash, "\0named");
        Append(hash, scene.World);
        Append(hash, scene.Task);
        Append(hash, scene.InitialState);
        Append(hash, scene.Parameters.Count);
        foreach (var (name, value) in scene.Parameters.OrderBy(parameter => parameter.Key, StringComparer.Ordinal))
        {
            Append(hash, name);
            Append(hash, value);
        }
        AppendEffects(hash, scene);
        AppendLatency(hash, scene);
        AppendFactors(hash, scene);
    }

    private static void AppendEffects(IncrementalHash hash, Scene scene)
    {
        if (scene.Overlay is { } overlay)
        {
            Append(hash, "overlay");
            Append(hash, overlay.Texture);
            Append(hash, (int)overlay.Region);
            Append(hash, overlay.Strength);
        }
        if (scene.Camera is { } camera)
        {
            Append(hash, "camera");
            Append(hash, camera.Translation);
            Append(hash, camera.Rotation);
            Append(hash, camera.FieldOfViewFactor);
        }
        if (scene.Lighting is { } lighting)
        {
            Append(hash, "lighting");
            Append(hash, lighting.Rotation);
            Append(hash, lighting.ColorFactor);
        }
        if (scene.Sensor is { } sensor)
        {
            Append(hash, "sensor");
            Append(hash, sensor.BlurSigma, sensor.NoiseSigma);
            Append(hash, sensor.NoiseSeed);
            Append(hash, sensor.JpegQuality);
        }
    }

    private static void AppendLatency(IncrementalHash hash, Scene scene)
    {
        if (scene.ActionLatencySteps != 0)
        {
            Append(hash, "action_latency");
            Append(hash, scene.ActionLatencySteps);
        }
    }

    private static void AppendFactors(IncrementalHash hash, Scene scene)
    {
        foreach (var (name, factor) in scene.Factors.Where(named => named.Value != 1))
        {
            Append(hash, "factor");
            Append(hash, name);
            Append(hash, factor);
        }
    }

    private static void Append(IncrementalHash hash, Vector3D v) => Append(hash, v.X, v.Y, v.Z);

    private static void Append(IncrementalHash hash, QuaternionD q) => Append(hash, q.W, q.X, q.Y, q.Z);

    private static void Append(IncrementalHash hash, LinearColor color) => Append(hash, color.Red, color.Green, color.Blue);

    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Append(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void Append(IncrementalHash hash, int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        hash.AppendData(bytes);
    }

    private static void Append(IncrementalHash hash, ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        hash.AppendData(bytes);
    }

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
