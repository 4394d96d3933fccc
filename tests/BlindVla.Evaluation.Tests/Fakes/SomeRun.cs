using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Evaluation.Tests.Fakes;

/// <summary>Runs of the tiny suite, with what they need around them.</summary>
internal sealed class SomeRun
{
    public IReadOnlyList<EpisodeSpec> Episodes { get; init; } = SomeEpisodes.Suite(3);

    /// <summary>As the run's record says.</summary>
    public int PerCell { get; init; } = 3;

    public IReadOnlyList<NamedPolicy> Policies { get; init; } = [new("seeker", FunctionPolicy.Seeker), new("hold", FunctionPolicy.Holder)];

    public TinyWorldSource Source { get; init; } = new();

    public EvaluationOptions Options { get; init; } = EvaluationOptions.Default;

    public Shard? Shard { get; init; }

    /// <summary>Text of the suite's file; null where the run keeps no copy.</summary>
    public string? Suite { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public CallList Calls { get; init; } = new();

    public RunIdentity Identity =>
        new(
            new("tiny", "1", "5017e", "ca7a10"),
            new("0.1.0", null),
            EnvironmentIdentity.Of(TinyWorld.Description),
            [.. Policies.Select(PolicyIdentity.Of)],
            SuccessRule.AtEnd,
            Seed: 7,
            PerCell,
            Only: null,
            Shard
        )
        {
            IsJudged = Options.Operator is not null,
        };

    public RunFolder Open(string path, bool resume = false, bool extends = false) =>
        RunFolder.Open(
            path,
            RunRecord.Begin(
                Identity,
                new(Options.Workers, Options.MaxAttempts, Options.CallTimeout.TotalSeconds, "none"),
                Episodes.Count * Policies.Count,
                Time
            ),
            resume,
            Time,
            Suite,
            extends
        );

    public async Task<EvaluationResult> RunAsync(string path, bool resume = false, CancellationToken cancellationToken = default)
    {
        using var folder = Open(path, resume);
        return await RunAsync(folder, cancellationToken);
    }

    public Task<EvaluationResult> RunAsync(RunFolder folder, CancellationToken cancellationToken = default) =>
        new Evaluator(Source, Policies, Options, Calls, Time).RunAsync(Episodes, folder, cancellationToken);

    /// <summary>Writes a run's record again, as the program would.</summary>
    public static void Rewrite(string path, Func<RunRecord, RunRecord> change)
    {
        var file = Path.Combine(path, RunFolder.RecordFile);
        File.WriteAllBytes(file, change(RunRecord.Read(file)).Encode());
    }

    /// <summary>What a ledger says apart from how long it took, one line per trial, sorted.</summary>
    public static ImmutableArray<string> Facts(string path) =>
        [
            .. RecordedRun
                .Open(path)
                .Trials.Select(trial => (trial with { SimSeconds = null, PolicySeconds = null, WallSeconds = null }).ToString())
                .Order(StringComparer.Ordinal),
        ];
}
