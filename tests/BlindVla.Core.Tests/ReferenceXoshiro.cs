using System.Numerics;

namespace BlindVla.Core.Tests;

/// <summary>xoshiro256** 1.0 as its authors publish it, line by line, so that a shortcut in the product cannot also be in the
/// test.</summary>
internal sealed class ReferenceXoshiro(ulong s0, ulong s1, ulong s2, ulong s3)
{
    private readonly ulong[] _s = [s0, s1, s2, s3];

    public ulong Next()
    {
        var result = BitOperations.RotateLeft(_s[1] * 5, 7) * 9;
        var t = _s[1] << 17;
        _s[2] ^= _s[0];
        _s[3] ^= _s[1];
        _s[1] ^= _s[2];
        _s[0] ^= _s[3];
        _s[2] ^= t;
        _s[3] = BitOperations.RotateLeft(_s[3], 45);
        return result;
    }
}
