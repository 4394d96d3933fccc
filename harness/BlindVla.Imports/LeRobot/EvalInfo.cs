using System.Collections.Immutable;
using System.Globalization;
using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Imports;

/// <summary>
/// LeRobot's <c>eval_info.json</c>, in both layouts: <c>per_episode</c> of one environment, with the seed of each episode, and
/// <c>per_task</c> of many, without. An episode succeeds there when its environment says so at any step.
/// </summary>
internal static class EvalInfo
{
    public const string Harness = "lerobot";
    public const string FileName = "eval_info.json";

    private const string PerEpisode = "per_episode";
    private const string PerTask = "per_task";

    /// <summary>Of a percentage that was counted again.</summary>
    private const double Rounding = 1e-6;

    /// <summary>Whether a file says that it is one.</summary>
    public static bool Is(JsonPlace root) =>
        root.IsObject
        && (
            (root.Find(PerEpisode) is not null && root.Find("aggregated") is not null)
            || (root.Find(PerTask) is not null && root.Find("overall") is not null)
        );

    /// <exception cref="FormatException">It cannot be what LeRobot wrote.</exception>
    public static ForeignResults Read(JsonPlace root, ImportedFile file) =>
        root.Find(PerEpisode) is { } episodes ? new(Harness, PerEpisode, file, [OfEpisodes(root, episodes)])
        : root.Find(PerTask) is { } tasks ? new(Harness, PerTask, file, OfTasks(root, tasks))
        : throw new FormatException($"{root.Path}: expected {PerEpisode} or {PerTask}, found neither; is it an {FileName}?");

    private static ForeignBenchmark OfEpisodes(JsonPlace root, JsonPlace list)
    {
        var episodes = list.Items()
            .Select(episode => (Index: episode["episode_ix"].Count(ImportBounds.MostEpisodes), Place: episode))
            .OrderBy(episode => episode.Index)
            .ToList();
        var seeds = episodes.Select(episode => (episode.Index, Seed: episode.Place.Find("seed"))).ToList();
        if (root["aggregated"].Find("pc_success") is { } share)
        {
            CheckShare(share, episodes.Select(episode => episode.Place["success"].Truth()));
        }
        return new(
            null,
            root.Path,
            [.. episodes.Select(episode => new ForeignEpisode("", episode.Index, episode.Place["success"].Truth(), episode.Place.Path))]
        )
        {
            Rule = SuccessRule.AtAnyStep,
            Seed = SeedOf(list, seeds),
            Unseeded = seeds.All(seed => seed.Seed is null) ? "its seeds are null: the environments were not seeded" : null,
        };
    }

    /// <summary>Every episode has one more than the one before, or none has one.</summary>
    private static ulong? SeedOf(JsonPlace list, List<(int Index, JsonPlace? Seed)> seeds)
    {
        if (seeds.All(seed => seed.Seed is null))
        {
            return null;
        }
        var numbers = seeds
            .Select(seed => seed.Seed is { } place ? place.Seed() ?? throw place.Wrong("a whole number of at least 0") : (ulong?)null)
            .ToList();
        var first = numbers[0] - (ulong)seeds[0].Index;
        for (var i = 0; i < seeds.Count; i++)
        {
            if (first is null || numbers[i] != first + (ulong)seeds[i].Index)
            {
                throw new FormatException(
                    $"{list.Path}: the seeds are not counted up from episode to episode, as LeRobot does: episode {seeds[i].Index} has "
                        + $"{(numbers[i] is { } found ? $"{found}" : "none")}"
                );
            }
        }
        return first;
    }

    /// <summary>Each group of tasks is a benchmark of its own.</summary>
    private static ImmutableArray<ForeignBenchmark> OfTasks(JsonPlace root, JsonPlace list)
    {
        var tasks = list.Items()
            .Select(task => (Group: task["task_group"].Text(), Id: task["task_id"], Successes: SuccessesOf(task["metrics"])))
            .ToList();
        Check(root["overall"], tasks.SelectMany(task => task.Successes));
        return
        [
            .. tasks
                .GroupBy(task => task.Group)
                .Select(group =>
                {
                    if (root.Find("per_group")?.Find(group.Key) is { } said)
                    {
                        Check(said, group.SelectMany(task => task.Successes));
                    }
                    return new ForeignBenchmark(
                        group.Key,
                        root.Path,
                        [
                            .. group.SelectMany(task =>
                                task.Successes.Select(
                                    (success, i) =>
                                        new ForeignEpisode(
                                            string.Create(
                                                CultureInfo.InvariantCulture,
                                                $"{group.Key}_{task.Id.Count(ImportBounds.MostEpisodes)}"
                                            ),
                                            i,
                                            success.Truth(),
                                            success.Path
                                        )
                                )
                            ),
                        ]
                    )
                    {
                        Rule = SuccessRule.AtAnyStep,
                    };
                }),
        ];
    }

    private static IReadOnlyList<JsonPlace> SuccessesOf(JsonPlace metrics)
    {
        var successes = metrics["successes"].Items();
        foreach (var other in (string[])["sum_rewards", "max_rewards"])
        {
            if (metrics.Find(other)?.Items().Count is { } length && length != successes.Count)
            {
                throw new FormatException($"{metrics.Path}: {successes.Count} successes and {length} {other}: an episode has one of each");
            }
        }
        return successes;
    }

    private static void Check(JsonPlace said, IEnumerable<JsonPlace> successes)
    {
        var counted = successes.Select(success => success.Truth()).ToList();
        if (said.Find("n_episodes") is { } episodes && episodes.Number() != counted.Count)
        {
            throw new FormatException($"{episodes.Path} is {episodes.Shown()}, the file has {counted.Count}");
        }
        if (said.Find("pc_success") is { } share)
        {
            CheckShare(share, counted);
        }
    }

    private static void CheckShare(JsonPlace said, IEnumerable<bool> successes)
    {
        var counted = successes.ToList();
        var successful = counted.Count(success => success);
        var share = 100.0 * successful / Math.Max(1, counted.Count);
        if (counted.Count == 0 || Math.Abs(said.Number() - share) > Rounding)
        {
            throw new FormatException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{said.Path} is {said.Shown()}, the episodes come to {share:0.####} ({successful} of {counted.Count}); "
                        + $"one of them was changed"
                )
            );
        }
    }
}
