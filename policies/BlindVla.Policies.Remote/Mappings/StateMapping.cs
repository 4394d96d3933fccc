using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Policies.Remote;

/// <summary>The state vector on the wire.</summary>
/// <param name="Keys">Under which its values stand, one after another.</param>
/// <param name="World">The parts that the world has, in its order.</param>
/// <param name="Send">What is sent, in the order sent.</param>
public sealed record StateMapping(ImmutableArray<WireKey> Keys, ImmutableArray<ArraySpec> World, ImmutableArray<SentPart> Send)
{
    /// <summary>Values on the wire.</summary>
    public int Width { get; } = Send.Sum(part => part.Length);

    /// <summary>What a policy that is served sees: the parts of the world that are sent, in the order sent.</summary>
    public ImmutableArray<ArraySpec> Sent { get; } = [.. Send.Where(part => part.World is not null).Select(part => part.World!)];

    internal IEnumerable<(string, WireValue)> ToWire(ReadOnlySpan<float> state)
    {
        var values = new float[Width];
        var at = 0;
        foreach (var part in Send)
        {
            var from = World.TakeWhile(world => world != part.World).Sum(world => world.Length);
            part.ToWire(state.Slice(part.World is null ? 0 : from, part.World?.Length ?? 0), values.AsSpan(at, part.Length));
            at += part.Length;
        }
        var entries = new List<(string, WireValue)>();
        at = 0;
        foreach (var (name, length) in Keys)
        {
            entries.Add((name, new WireValue.Numbers(NumericArray.Of(values.AsSpan(at, length), length))));
            at += length;
        }
        return entries;
    }

    /// <returns>The parts that are sent, in the order sent, as the world has them.</returns>
    /// <exception cref="WireException">There is no vector of such a length under one of the keys.</exception>
    internal ReadOnlyMemory<float> FromWire(WireValue.Map request)
    {
        var wire = new List<float>(Width);
        foreach (var (name, length) in Keys)
        {
            var value = request[name];
            wire.AddRange(
                value is WireValue.Numbers { Value: { Shape: [var found] } array } && found == length
                    ? array.ToSingles()
                    : throw new WireException($"'{name}': expected an array of {length} values, found {value?.Kind ?? "no such key"}")
            );
        }
        var state = new float[Sent.Sum(part => part.Length)];
        var (from, to) = (0, 0);
        foreach (var part in Send)
        {
            var length = part.World?.Length ?? 0;
            part.FromWire(wire.ToArray().AsSpan(from, part.Length), state.AsSpan(to, length));
            (from, to) = (from + part.Length, to + length);
        }
        return state;
    }
}
