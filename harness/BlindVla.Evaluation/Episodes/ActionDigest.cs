using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace BlindVla.Evaluation;

/// <summary>What two lists of actions share exactly when every value is the same, bit for bit.</summary>
public static class ActionDigest
{
    /// <summary>SHA-256, lower-case hex, over the values as float32 little endian, in order.</summary>
    public static string Compute(ReadOnlySpan<float> actions) => Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(actions)));
}
