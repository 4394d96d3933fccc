using System.Collections.Immutable;
using System.Text.Json.Serialization;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>Results belong together only if all of this is equal.</summary>
/// <param name="Suite">What was run.</param>
/// <param name="Harness">What ran it.</param>
/// <param name="Environment">The world it ran in.</param>
/// <param name="Policies">What acted, in the order given.</param>
/// <param name="SuccessRule">Which of the two recorded rates is the score; null where the suite's tasks differ in it, so that only each
/// trial says.</param>
/// <param name="Seed">Of every episode; in the file a string where a double could not hold it. Null in a run that was imported from a
/// harness which does not say.</param>
/// <param name="EpisodesPerCell">Episodes of each task x axis x level; the most that one has, where <see cref="Episodes"/> says how many
/// each has.</param>
/// <param name="Only">Pattern over episode ids; null for all.</param>
/// <param name="Shard">Which part of the episodes; null for all.</param>
public sealed record RunIdentity(
    SuiteIdentity Suite,
    HarnessIdentity Harness,
    EnvironmentIdentity Environment,
    ImmutableArray<PolicyIdentity> Policies,
    SuccessRule? SuccessRule,
    [property: JsonConverter(typeof(ExactUInt64Converter))] ulong? Seed,
    int EpisodesPerCell,
    string? Only,
    Shard? Shard
)
{
    /// <summary>Episodes by scope, <c>id=248,*=34</c>; null where every cell has as many.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Episodes { get; init; }

    /// <summary>Where it comes from; null where it was run here.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImportIdentity? Imported { get; init; }

    /// <summary>A person said what succeeded, and not the environment.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsJudged { get; init; }

    /// <summary>The number of all trials is a multiple of this: a cell under every policy, or an episode where cells need not be
    /// whole.</summary>
    internal long TrialsAtATime =>
        (long)Policies.Length * (Only is null && Shard is null && Episodes is null && Imported is null ? EpisodesPerCell : 1);

    /// <summary>Of a run that another harness carried out. What its files do not say is not in it.</summary>
    /// <param name="suite">Under which name it is compared and judged.</param>
    /// <param name="version">Of that harness; empty where it does not say.</param>
    /// <param name="policy">The name of what acted.</param>
    /// <param name="episodesPerCell">The most that a task has.</param>
    public static RunIdentity OfImport(
        string suite,
        string version,
        string policy,
        SuccessRule? successRule,
        ulong? seed,
        int episodesPerCell,
        ImportIdentity imported
    ) =>
        new(
            new(suite, "", ""),
            new(version, null),
            EnvironmentIdentity.Unknown,
            [new(policy, PolicyIdentity.Imported, "", [], null, IsPrivileged: false, IsDeterministic: false)],
            successRule,
            seed,
            episodesPerCell,
            Only: null,
            Shard: null
        )
        {
            Imported = imported,
        };
}
