using System.Collections.Immutable;

namespace BlindVla.Imports;

/// <summary>What vla-eval repeats of its configuration in every result.</summary>
internal static class EvalConfig
{
    /// <summary>Which part of the episodes is run, where things are written, and what is shown: no episode depends on it.</summary>
    private static readonly ImmutableHashSet<string> Harmless = ["name", "subname", "episodes_per_task", "max_tasks", "tasks", "recording"];

    private static readonly ImmutableHashSet<string> OfRealTime = ["hz", "paced", "wait_first_action"];

    private const string Parameters = "params";
    private const string Seed = "seed";

    /// <summary>What decides the episodes, key by key; the seed stands apart.</summary>
    public static ImmutableSortedDictionary<string, string> FactsOf(JsonPlace? config, JsonPlace? mode)
    {
        var facts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var isRealTime = mode?.Text().StartsWith("live", StringComparison.Ordinal) ?? true;
        foreach (var (name, value) in config?.Members() ?? [])
        {
            if (name == Parameters)
            {
                foreach (var (parameter, setting) in value.Members().Where(member => member.Name != Seed))
                {
                    facts[$"{Parameters}.{parameter}"] = setting.Value.GetRawText();
                }
            }
            else if (!Harmless.Contains(name) && (isRealTime || !OfRealTime.Contains(name)))
            {
                facts[name] = value.Value.GetRawText();
            }
        }
        return facts.ToImmutable();
    }

    /// <summary>Null where there is none, or one that is no number.</summary>
    public static ulong? SeedOf(JsonPlace? config) => config?.Find(Parameters)?.Find(Seed)?.Seed();
}
