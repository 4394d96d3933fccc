using System.Globalization;
using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Imports;

/// <summary>A result of vla-eval as JSON: what <c>merge</c> and every run write (<c>NAME_aggregate.json</c>), and the results, shards and
/// merged files of earlier versions.</summary>
internal static class ResultFile
{
    public const string Harness = "vla-eval";

    private const string Layout = "result";
    private const string MeanSuccess = "mean_success";

    /// <summary>It writes four digits.</summary>
    private const double Rounding = 0.5e-4 + 1e-9;

    /// <summary>Whether a file says that it is one.</summary>
    public static bool Is(JsonPlace root) => root.IsObject && root.Find("benchmark") is not null && root.Find("tasks") is not null;

    /// <exception cref="FormatException">It cannot be what vla-eval wrote.</exception>
    public static ForeignResults Read(JsonPlace root, ImportedFile file) => new(Harness, Layout, file, [Of(root)]);

    /// <summary>An episode as its counters understand it.</summary>
    /// <param name="reason">Why it broke off; null where it did not.</param>
    /// <exception cref="FormatException">It contradicts itself, or nobody says whether it succeeded.</exception>
    public static ForeignEpisode EpisodeOf(
        string task,
        int index,
        JsonPlace metrics,
        int? steps,
        string? reason,
        string? detail,
        string place
    )
    {
        if (string.IsNullOrEmpty(reason))
        {
            return new(task, index, metrics["success"].Truth(), place) { Steps = Known(steps) };
        }
        if (metrics.Find("success")?.Truth() == true)
        {
            throw new FormatException($"{place}: success is true, yet there is a failure_reason, {VisibleText.Line(reason, 100)}");
        }
        return new(task, index, FailureReason.IsThePolicys(reason, detail) ? false : null, place) { Reason = reason, Detail = detail };
    }

    private static int? Known(int? steps) => steps <= EpisodeSpec.MostSteps ? steps : null;

    private static ForeignBenchmark Of(JsonPlace root)
    {
        var config = root.Find("config");
        var tasks = root["tasks"].Items().Select(task => (Task: task, Episodes: EpisodesOf(task))).ToList();
        foreach (var (task, episodes) in tasks)
        {
            Check(task, episodes, "num_episodes");
        }
        var all = tasks.SelectMany(task => task.Episodes).ToList();
        Check(root, all, "num_episodes_total");
        var shard = root.Find("shard");
        return new(root["benchmark"].Text(), root.Path, [.. all])
        {
            Seed = root.Find("seed")?.Seed() ?? EvalConfig.SeedOf(config),
            Version = root.Find("harness_version")?.Text() ?? "",
            Facts = EvalConfig.FactsOf(config, root.Find("mode")),
            EpisodesPerTask = config?.Find("episodes_per_task")?.Count(ImportBounds.MostEpisodes),
            Shard = shard is { } part ? (part["id"].Count(ImportBounds.MostFiles), part["total"].Count(ImportBounds.MostFiles)) : null,
            IsPartial = root.Find("partial")?.Truth() ?? false,
        };
    }

    private static List<ForeignEpisode> EpisodesOf(JsonPlace task)
    {
        var name = task["task"].Text();
        return
        [
            .. task["episodes"]
                .Items()
                .Select(episode =>
                    EpisodeOf(
                        name,
                        episode["episode_id"].Count(ImportBounds.MostEpisodes),
                        episode["metrics"],
                        episode.Find("steps")?.Count(int.MaxValue),
                        episode.Find("failure_reason")?.Text(),
                        episode.Find("failure_detail")?.Text(),
                        episode.Path
                    )
                ),
        ];
    }

    /// <summary>What the file says of its episodes against what they are.</summary>
    private static void Check(JsonPlace said, List<ForeignEpisode> episodes, string number)
    {
        if (said.Find(number) is { } count && count.Number() != episodes.Count)
        {
            throw new FormatException($"{count.Path} is {count.Shown()}, the file has {episodes.Count}");
        }
        if (said.Find(MeanSuccess) is not { } mean)
        {
            return;
        }
        var successes = episodes.Count(episode => episode.Succeeded == true);
        var finished = episodes.Count(episode => episode.Reason is null);
        // Present versions count what broke off as a failure, earlier ones not at all.
        if (!IsMean(mean.Number(), successes, episodes.Count) && !IsMean(mean.Number(), successes, finished))
        {
            throw new FormatException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{mean.Path} is {mean.Shown()}, the episodes come to {(double)successes / Math.Max(1, episodes.Count):0.0000} "
                        + $"({successes} of {episodes.Count}); one of them was changed"
                )
            );
        }
    }

    private static bool IsMean(double said, int successes, int of) => Math.Abs(said - ((double)successes / Math.Max(1, of))) <= Rounding;
}
