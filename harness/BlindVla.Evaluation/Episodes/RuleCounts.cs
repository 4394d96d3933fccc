using System.Collections.Immutable;
using System.Globalization;

namespace BlindVla.Evaluation;

/// <summary>How often each rule of an environment's safety held an action. Equal where every rule and number is.</summary>
public sealed class RuleCounts : IEquatable<RuleCounts>
{
    private readonly ImmutableSortedDictionary<string, int> _counts;

    private RuleCounts(ImmutableSortedDictionary<string, int> counts) => _counts = counts;

    /// <summary>None did.</summary>
    public static RuleCounts None { get; } = new(ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal));

    /// <summary>Of all rules together.</summary>
    public int Total => _counts.Values.Sum();

    /// <summary>Of one rule.</summary>
    public int this[string rule] => _counts.GetValueOrDefault(rule);

    /// <summary>Once more by a rule.</summary>
    public RuleCounts And(string rule) => new(_counts.SetItem(rule, this[rule] + 1));

    /// <summary>Both together.</summary>
    public static RuleCounts operator +(RuleCounts left, RuleCounts right) =>
        new(left._counts.SetItems(right._counts.Select(count => KeyValuePair.Create(count.Key, left[count.Key] + count.Value))));

    /// <summary>What <see cref="ToString"/> writes.</summary>
    /// <exception cref="FormatException">It is nothing of the kind; the message says what was expected.</exception>
    public static RuleCounts Parse(string text)
    {
        var counts = None._counts;
        foreach (var part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var (rule, number) = part.Split('=') is [var name, var digits] ? (name, digits) : (part, "");
            if (
                !Core.SafetyHold.IsRule(rule)
                || counts.ContainsKey(rule)
                || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                || count < 1
            )
            {
                throw new FormatException("rules and how often each held, such as 'stale_action=2 workspace=1'");
            }
            counts = counts.Add(rule, count);
        }
        return new(counts);
    }

    public bool Equals(RuleCounts? other) => other is not null && _counts.SequenceEqual(other._counts);

    public override bool Equals(object? obj) => Equals(obj as RuleCounts);

    public override int GetHashCode() => _counts.Aggregate(0, HashCode.Combine);

    /// <summary>e.g. <c>stale_action=2 workspace=1</c>; empty for none.</summary>
    public override string ToString() => string.Join(' ', _counts.Select(count => $"{count.Key}={count.Value}"));
}
