using System.Collections.Immutable;
using System.Globalization;
using BlindVla.Core;
using BlindVla.Files;

namespace BlindVla.Scenarios;

/// <summary>How many episodes each cell has: one number for all, or numbers by scope, of which the first that a cell belongs to is its
/// own.</summary>
public sealed class EpisodeCounts
{
    private const string Rest = "*";

    private readonly ImmutableArray<(string Scope, int Count)> _entries;

    private EpisodeCounts(ImmutableArray<(string Scope, int Count)> entries) => _entries = entries;

    /// <summary>Of the cell that has the most.</summary>
    public int Most => _entries.Max(entry => entry.Count);

    internal IEnumerable<int> Numbers => _entries.Select(entry => entry.Count);

    /// <summary>Whether all cells have as many.</summary>
    public bool IsUniform => _entries is [(Rest, _)];

    public static EpisodeCounts Uniform(int perCell) => new([(Rest, perCell)]);

    /// <param name="text"><c>50</c>, or scopes with numbers: <c>id=248,*=34</c>; the last may be <c>*</c>, all others.</param>
    /// <exception cref="InputException">It is neither.</exception>
    public static EpisodeCounts Parse(string text)
    {
        if (Number(text) is { } perCell)
        {
            return Uniform(perCell);
        }
        var entries = text.Split(',').Select(part => Entry(part, text)).ToImmutableArray();
        if (entries.GroupBy(entry => entry.Scope).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw Fault($"'{twice.Key}' has two numbers in '{text}'");
        }
        if (entries.Index().FirstOrDefault(entry => entry.Item.Scope == Rest && entry.Index < entries.Length - 1) is { Item.Scope: Rest })
        {
            throw Fault($"'*' stands for all other cells and comes last, found '{text}'");
        }
        return new(entries);
    }

    /// <summary>As it is written; numbers by scope in their order.</summary>
    public override string ToString() =>
        IsUniform
            ? _entries[0].Count.ToString(CultureInfo.InvariantCulture)
            : string.Join(',', _entries.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Scope}={entry.Count}")));

    /// <summary>Of each condition.</summary>
    /// <exception cref="InputException">A scope has no cell, or a cell no number.</exception>
    internal ImmutableDictionary<Condition, int> Of(IReadOnlyCollection<Condition> conditions)
    {
        var set = new ConditionSet(conditions);
        if (
            _entries.Where(entry => entry.Scope != Rest).Select(entry => set.Problem(entry.Scope)).OfType<string>().ToList()
            is [var first, ..]
        )
        {
            throw Fault(first);
        }
        var own = set.All.ToImmutableDictionary(
            condition => condition,
            condition =>
            {
                var names = set.NamesOf(condition).Append(Rest).ToHashSet();
                return _entries.FirstOrDefault(entry => names.Contains(entry.Scope)) is { Scope: not null } entry
                    ? entry
                    : throw Fault($"{condition.Task}/{condition.AxisAtLevel} has no number in '{this}'; add *=N for all others");
            }
        );
        var used = own.Values.Select(entry => entry.Scope).Append(Rest).ToHashSet();
        if (_entries.FirstOrDefault(entry => !used.Contains(entry.Scope)) is { Scope: { } dead, Count: var number })
        {
            throw Fault($"'{dead}={number}' in '{this}' is nowhere: its cells have their numbers from entries before it; put it first");
        }
        return own.ToImmutableDictionary(entry => entry.Key, entry => entry.Value.Count);
    }

    private static (string Scope, int Count) Entry(string part, string text) =>
        part.LastIndexOf('=') is var sign and > 0 && Number(part[(sign + 1)..]) is { } count
            ? (part[..sign], count)
            : throw Fault($"expected a number of episodes of each cell, or numbers by scope such as id=248,*=34, found '{text}'");

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static InputException Fault(string message) => new("episodes", message);
}
