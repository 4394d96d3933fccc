using System.Collections.Immutable;

namespace BlindVla.Evaluation;

/// <summary>What was measured of an episode, by name. Equal where every name and value is.</summary>
public sealed class Measurements : IEquatable<Measurements>
{
    private readonly ImmutableSortedDictionary<string, double> _values;

    private Measurements(ImmutableSortedDictionary<string, double> values) => _values = values;

    /// <summary>Nothing was measured.</summary>
    public static Measurements None { get; } = new(ImmutableSortedDictionary.Create<string, double>(StringComparer.Ordinal));

    /// <summary>What was measured.</summary>
    public IEnumerable<string> Names => _values.Keys;

    /// <summary>The value; null where it was not measured.</summary>
    public double? this[string name] => _values.TryGetValue(name, out var value) ? value : null;

    public static Measurements Of(params IEnumerable<(string Name, double Value)> values) =>
        new(None._values.AddRange(values.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))));

    /// <summary>Of a truth value; null where it was not measured.</summary>
    public bool? Holds(string name) => this[name] is { } value ? value != 0 : null;

    /// <summary>The same with one value replaced, or taken out where it is null.</summary>
    public Measurements With(string name, double? value) => new(value is { } number ? _values.SetItem(name, number) : _values.Remove(name));

    public bool Equals(Measurements? other) => other is not null && _values.SequenceEqual(other._values);

    public override bool Equals(object? obj) => Equals(obj as Measurements);

    public override int GetHashCode() => _values.Aggregate(0, HashCode.Combine);
}
