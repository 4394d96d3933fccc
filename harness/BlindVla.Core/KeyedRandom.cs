using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace BlindVla.Core;

/// <summary>
/// A random stream that is a pure function of its key, so that every draw can be repeated alone and adding a stream changes no other.
/// The key is hashed with SHA-256 into the state of xoshiro256** 1.0 (Blackman and Vigna 2018, public domain reference algorithm).
/// </summary>
public sealed class KeyedRandom
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    private KeyedRandom(ReadOnlySpan<byte> state)
    {
        _s0 = BinaryPrimitives.ReadUInt64LittleEndian(state);
        _s1 = BinaryPrimitives.ReadUInt64LittleEndian(state[8..]);
        _s2 = BinaryPrimitives.ReadUInt64LittleEndian(state[16..]);
        _s3 = BinaryPrimitives.ReadUInt64LittleEndian(state[24..]);
    }

    /// <summary>The stream of a seed and a path of names, e.g. <c>(7, "put-on-plate", "id", "3", "placement")</c>.</summary>
    public static KeyedRandom Create(ulong seed, params ReadOnlySpan<string> key)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(number, seed);
        hash.AppendData(number);
        foreach (var part in key)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteUInt64LittleEndian(number, (ulong)bytes.Length);
            hash.AppendData(number);
            hash.AppendData(bytes);
        }
        return new KeyedRandom(hash.GetHashAndReset());
    }

    /// <summary>64 uniform bits.</summary>
    public ulong NextUInt64()
    {
        var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        var t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Uniform in [0, <paramref name="bound"/>), without modulo bias (Lemire 2019).</summary>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        var range = (ulong)bound;
        var high = Math.BigMul(NextUInt64(), range, out var low);
        if (low < range)
        {
            var threshold = (0 - range) % range;
            while (low < threshold)
            {
                high = Math.BigMul(NextUInt64(), range, out low);
            }
        }
        return (int)high;
    }

    /// <summary>Uniform in [0, 1), a multiple of 2^-53.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [<paramref name="minimum"/>, <paramref name="maximum"/>).</summary>
    public double NextDouble(double minimum, double maximum) => minimum + (NextDouble() * (maximum - minimum));

    /// <summary>Normal, of mean 0 and deviation 1 (Box and Muller 1958): two uniform numbers each, and 1 - u is never zero.</summary>
    public double NextNormal() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>One of the items, each equally likely.</summary>
    public T Choose<T>(IReadOnlyList<T> items) => items[NextInt(items.Count)];
}
