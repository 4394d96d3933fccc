using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Browser.Tests;

/// <summary>2,000 trials and 200 films: two policies, 250 controls and three twins of each.</summary>
internal static class LargeRun
{
    public const int Films = 200;
    public const int Controls = 250;

    public static string[] Axes { get; } =
    ["vision/table", "semantic/a-wording-with-a-name-that-is-longer-than-any-in-the-catalogue", "execution/position"];

    public static string[] Policies { get; } = ["planner", "a-candidate-with-a-rather-long-name"];

    public static async Task<RecordedRun> WriteAsync(string path)
    {
        var trials = Enumerable
            .Range(0, Controls)
            .SelectMany(index =>
                Axes.Select(axis => SomeRun.Perturbed(index, axis, axis == "vision/table" ? 0.5 : null)).Prepend(SomeRun.Control(index))
            )
            .SelectMany(episode => Policies.Select(policy => (Episode: episode, Policy: policy)))
            .ToList();
        var run = SomeRun.Write(path, [.. Policies], [.. trials.Select(trial => Ended(trial.Episode, trial.Policy))]);
        await SomeRun.FilmAsync(run.Path, frames: 6, trials.Take(Films));
        return run;
    }

    public static GateResult Judge(RecordedRun run)
    {
        var rules = new GateRules(
            "nightly",
            run.Record.Identity.Suite.Name,
            Margin: 0.05,
            [new("id", 0.1), new("semantic", 0.1)],
            Alpha: 0.05,
            Power: 0.8,
            MaxErrored: 0.5,
            PracticalDrop: 0.01,
            SuccessRule: null
        );
        var sides = run.Record.Identity.Policies.Select(policy => new ComparisonSide(run, policy)).ToList();
        return ReleaseGate.Judge(rules, sides[0], sides[1]);
    }

    /// <summary>Every outcome occurs under both policies, and every pair of outcomes.</summary>
    private static TrialRecord Ended(EpisodeSpec episode, string policy) =>
        (((3 * episode.Index) + Array.IndexOf(Axes, episode.Axis) + (5 * Array.IndexOf(Policies, policy)) + 1) % 11) switch
        {
            10 => SomeRun.Errored(episode, policy),
            < 6 => SomeRun.Succeeded(episode, policy),
            _ => SomeRun.Failed(episode, policy),
        };
}
