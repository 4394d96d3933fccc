using System.Collections.Immutable;

namespace BlindVla.Policies.Remote;

/// <summary>What a peer's message is made of, whatever it was written in.</summary>
public abstract record WireValue
{
    private WireValue() { }

    /// <summary>What it is, in the words of an error message.</summary>
    internal abstract string Kind { get; }

    /// <summary>About as many bytes as it is in a message, so that a buffer need not grow.</summary>
    internal virtual int RoughSize => Overhead;

    /// <summary>Of a value, its name or the names of an array's parts included; most are less.</summary>
    private const int Overhead = 256;

    /// <summary>No value: <c>nil</c>, <c>null</c>, <c>None</c>.</summary>
    public sealed record Nothing : WireValue
    {
        internal override string Kind => "nothing";
    }

    public sealed record Flag(bool Value) : WireValue
    {
        internal override string Kind => Value ? "true" : "false";
    }

    public sealed record Integer(long Value) : WireValue
    {
        internal override string Kind => $"{Value}";
    }

    public sealed record Real(double Value) : WireValue
    {
        internal override string Kind => $"{Value:R}";
    }

    public sealed record Text(string Value) : WireValue
    {
        internal override int RoughSize => Value.Length + Overhead;

        internal override string Kind => $"the text '{WireException.Shown(Value)}'";
    }

    public sealed record Binary(ReadOnlyMemory<byte> Value) : WireValue
    {
        internal override int RoughSize => Value.Length + Overhead;

        internal override string Kind => $"{Value.Length} bytes";
    }

    public sealed record Sequence(ImmutableArray<WireValue> Items) : WireValue
    {
        internal override int RoughSize => Items.Sum(item => item.RoughSize) + Overhead;

        internal override string Kind => $"a list of {Items.Length}";
    }

    public sealed record Numbers(NumericArray Value) : WireValue
    {
        internal override int RoughSize => Value.Data.Length + Overhead;

        internal override string Kind => $"an array {Value}";
    }

    /// <summary>Names and values, in the order of the message; no name is there twice.</summary>
    public sealed record Map(ImmutableArray<KeyValuePair<string, WireValue>> Entries) : WireValue
    {
        public Map(params ReadOnlySpan<(string Name, WireValue Value)> entries)
            : this(Ordered(entries)) { }

        internal override int RoughSize => Entries.Sum(entry => entry.Value.RoughSize) + Overhead;

        internal override string Kind =>
            Entries.IsEmpty ? "an empty map" : $"a map of {WireException.Shown(string.Join(", ", Entries.Select(entry => entry.Key)))}";

        public WireValue? this[string name] => Entries.FirstOrDefault(entry => entry.Key == name).Value;

        private static ImmutableArray<KeyValuePair<string, WireValue>> Ordered(ReadOnlySpan<(string Name, WireValue Value)> entries)
        {
            var ordered = ImmutableArray.CreateBuilder<KeyValuePair<string, WireValue>>(entries.Length);
            foreach (var (name, value) in entries)
                ordered.Add(new(name, value));
            return ordered.MoveToImmutable();
        }
    }
}
