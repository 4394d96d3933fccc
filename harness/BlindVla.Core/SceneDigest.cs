using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace BlindVla.Core;

/// <summary>A digest that two scenes share exactly when every decided number and name in them is the same.</summary>
public static class SceneDigest
{
    /// <summary>SHA-256, lower-case hex, over names (UTF-8, length-prefixed) and doubles (IEEE-754 little endian) in declaration order.</summary>
    public static string Compute(Scene scene)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, scene.Table);
        Append(hash, scene.Objects.Length);
        foreach (var placement in scene.Objects)
        {
            Append(hash, placement.Id);
            Append(hash, placement.Asset);
            var (position, orientation) = (placement.Pose.Position, placement.Pose.Orientation);
            Append(hash, position.X, position.Y, position.Z);
            Append(hash, orientation.W, orientation.X, orientation.Y, orientation.Z);
        }
        Append(hash, scene.ArmJointPositions.Length);
        Append(hash, scene.ArmJointPositions.AsSpan());
        Append(hash, scene.FingerPosition);
        Append(hash, scene.Goal.Object);
        Append(hash, scene.Goal.Receptacle);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

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
