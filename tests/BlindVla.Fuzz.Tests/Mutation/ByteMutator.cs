using System.Buffers.Binary;
using BlindVla.Core;

namespace BlindVla.Fuzz.Tests.Mutation;

/// <summary>What a bad disk, a cut connection or a bad copy makes of any file: bits, lengths, pieces.</summary>
internal sealed class ByteMutator : IMutator
{
    private const int MaxPiece = 64;

    private static readonly ulong[] Extremes =
    [
        0,
        1,
        0x7F,
        0x80,
        0xFF,
        0x7FFF,
        0x8000,
        0xFFFF,
        0x7FFFFFFF,
        0x80000000,
        0xFFFFFFFF,
        0x7FFFFFFFFFFFFFFF,
        0x8000000000000000,
        ulong.MaxValue,
        BitConverter.DoubleToUInt64Bits(double.NaN),
        BitConverter.DoubleToUInt64Bits(double.PositiveInfinity),
        BitConverter.SingleToUInt32Bits(float.NaN),
    ];

    public byte[] Mutate(byte[] input, IReadOnlyList<byte[]> corpus, KeyedRandom random)
    {
        var at = random.NextInt(input.Length + 1);
        var length = random.NextInt(Math.Min(MaxPiece, input.Length - at) + 1);
        var (before, piece, after) = (input[..at], input[at..(at + length)], input[(at + length)..]);
        switch (random.NextInt(8))
        {
            case 0:
                return before;
            case 1:
                return [.. before, .. after];
            case 2:
                return [.. before, .. piece, .. piece, .. after];
            case 3:
                var other = random.Choose(corpus);
                return [.. before, .. other.AsSpan(random.NextInt(other.Length + 1))];
            case 4:
                return [.. before, .. Enumerable.Range(0, 1 + random.NextInt(MaxPiece)).Select(_ => (byte)random.NextInt(256)), .. after];
            case 5:
                return Overwritten(input, at, random);
            case 6:
                return [.. before, .. Enumerable.Repeat((byte)random.NextInt(256), 1 << random.NextInt(13)), .. after];
            default:
                return Flipped(input, random);
        }
    }

    private static byte[] Flipped(byte[] input, KeyedRandom random)
    {
        var output = input.ToArray();
        for (var flips = output.Length == 0 ? 0 : 1 + random.NextInt(4); flips > 0; flips--)
        {
            output[random.NextInt(output.Length)] ^= (byte)(1 << random.NextInt(8));
        }
        return output;
    }

    private static byte[] Overwritten(byte[] input, int at, KeyedRandom random)
    {
        var bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, random.Choose(Extremes));
        var width = Math.Min(1 << random.NextInt(4), input.Length - at);
        var output = input.ToArray();
        bytes.AsSpan(0, width).CopyTo(output.AsSpan(at));
        return output;
    }
}
