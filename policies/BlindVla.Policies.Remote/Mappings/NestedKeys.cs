using System.Collections.Immutable;

namespace BlindVla.Policies.Remote;

/// <summary>A dot in a mapping's key is a map in a map, in protocols that have such: <c>images.primary</c>.</summary>
internal static class NestedKeys
{
    /// <param name="levels">Of maps in maps; further dots stay.</param>
    public static WireValue.Map Nest(WireValue.Map flat, int levels = int.MaxValue)
    {
        if (levels == 0)
            return flat;
        var entries = new List<KeyValuePair<string, WireValue>>();
        foreach (var level in flat.Entries.GroupBy(entry => entry.Key.Split('.', 2)[0]))
        {
            var inner = level.Where(entry => entry.Key.Length > level.Key.Length).ToList();
            entries.Add(
                inner.Count == 0
                    ? level.First()
                    : new(
                        level.Key,
                        Nest(
                            new([.. inner.Select(entry => KeyValuePair.Create(entry.Key[(level.Key.Length + 1)..], entry.Value))]),
                            levels - 1
                        )
                    )
            );
        }
        return new([.. entries]);
    }

    /// <summary>Maps that stand for something of their own are values already.</summary>
    /// <inheritdoc cref="Nest"/>
    public static WireValue.Map Flatten(WireValue.Map nested, int levels = int.MaxValue)
    {
        var entries = ImmutableArray.CreateBuilder<KeyValuePair<string, WireValue>>();
        foreach (var (key, value) in nested.Entries)
        {
            if (levels > 0 && value is WireValue.Map map)
                entries.AddRange(Flatten(map, levels - 1).Entries.Select(entry => KeyValuePair.Create($"{key}.{entry.Key}", entry.Value)));
            else
                entries.Add(new(key, value));
        }
        return new(entries.ToImmutable());
    }
}
