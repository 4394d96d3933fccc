using System.Buffers.Binary;
using BlindVla.Core;

namespace BlindVla.Fuzz.Tests.Mutation;

/// <summary>Changes the JSON at the beginning of a safetensors file and keeps the length before it right, so that the JSON is looked
/// at.</summary>
internal sealed class HeaderMutator(IMutator inner) : IMutator
{
    public byte[] Mutate(byte[] input, IReadOnlyList<byte[]> corpus, KeyedRandom random)
    {
        if (input.Length < sizeof(ulong) || BinaryPrimitives.ReadUInt64LittleEndian(input) > (ulong)(input.Length - sizeof(ulong)))
        {
            return input;
        }
        var end = sizeof(ulong) + (int)BinaryPrimitives.ReadUInt64LittleEndian(input);
        var header = inner.Mutate(input[sizeof(ulong)..end], [input[sizeof(ulong)..end]], random);
        var length = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        return [.. length, .. header, .. input.AsSpan(end)];
    }
}
