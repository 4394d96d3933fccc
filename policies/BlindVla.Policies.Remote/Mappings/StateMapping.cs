using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Policies.Remote;

/// <summary>The state vector on the wire.</summary>
/// <param name="Key">Under which it stands.</param>
/// <param name="World">The parts that the world has, in its order.</param>
/// <param name="Send">The names of those that are sent, in the order sent.</param>
public sealed record StateMapping(string Key, ImmutableArray<ArraySpec> World, ImmutableArray<string> Send)
{
    /// <summary>What is sent, part by part.</summary>
    public ImmutableArray<ArraySpec> Sent { get; } = [.. Send.Select(name => World.First(part => part.Name == name))];

    internal NumericArray ToWire(ReadOnlySpan<float> state)
    {
        var values = new List<float>(state.Length);
        foreach (var name in Send)
        {
            var at = World.TakeWhile(part => part.Name != name).Sum(part => part.Length);
            values.AddRange(state.Slice(at, World.First(part => part.Name == name).Length));
        }
        return NumericArray.Of(values.ToArray(), values.Count);
    }

    /// <returns>The parts that are sent, in the order sent.</returns>
    /// <exception cref="WireException">It is no vector of this length.</exception>
    internal ReadOnlyMemory<float> FromWire(WireValue? value)
    {
        var length = Sent.Sum(part => part.Length);
        return value is WireValue.Numbers { Value: { Shape: [var found] } array } && found == length
            ? array.ToSingles()
            : throw new WireException($"'{Key}': expected an array of {length} values, found {value?.Kind ?? "no such key"}");
    }
}
