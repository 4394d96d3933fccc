using System.Collections.Immutable;
using System.Globalization;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Files;

namespace BlindVla.Imports;

/// <summary>
/// Makes a run of what another harness wrote down of its own, so that it can be compared, judged and shown as ours. What the files do not
/// say stays empty; what they say twice or otherwise than they count is refused.
/// </summary>
public static class RunImport
{
    private const int MostNamed = 5;

    /// <summary>Which harnesses there are.</summary>
    public static ImmutableArray<string> Harnesses { get; } = [EvalInfo.Harness, ResultFile.Harness];

    /// <exception cref="InputException">The files cannot be what a harness wrote, contradict themselves, or leave something open that the
    /// request does not say; nothing was written.</exception>
    /// <exception cref="RunException">The output folder holds something, or the disk refuses.</exception>
    public static ImportResult Import(ImportRequest request, TimeProvider time)
    {
        RunFolder.Exists(request.Output, resume: null);
        if (!TrialFile.IsPlain(request.Policy))
        {
            throw Refused(request, $"--policy {request.Policy}: expected a name that a folder may have");
        }
        var source = ImportSource.Read(request.Source, request.From);
        var benchmarks = Chosen(request, source);
        var suite = SuiteOf(request, benchmarks);
        var (seed, seedNote) = SeedOf(request, benchmarks);
        var facts = FactsOf(request, benchmarks);
        var episodes = EpisodesOf(request, benchmarks);
        var tasks = NamesOf(request, suite, benchmarks, episodes);
        var perTask = Math.Max(benchmarks.Max(each => each.EpisodesPerTask ?? 1), episodes.Max(each => each.Episode.Index) + 1);
        var (planned, missing) = Missing(request, benchmarks, episodes, perTask);
        var identity = RunIdentity.OfImport(
            suite,
            benchmarks.Select(each => each.Version).Distinct().ToList() is [var version] ? version : "",
            request.Policy,
            benchmarks[0].Rule,
            seed,
            perTask,
            new(source.Results[0].Harness, source.Results[0].Layout, [.. source.Results.Select(results => results.File)], facts)
        );
        using var folder = RunFolder.Open(
            request.Output,
            RunRecord.Begin(identity, new(0, 0, 0, "none"), planned, time),
            resume: false,
            time
        );
        folder.AddImported([
            .. episodes.Select(each =>
                TrialRecord.Imported(
                    suite,
                    tasks[(each.Benchmark.Name, each.Episode.Task)],
                    each.Episode.Index,
                    seed,
                    request.Policy,
                    each.Episode.Succeeded,
                    each.Benchmark.Rule,
                    each.Episode.Steps,
                    each.Episode.Reason is { } reason ? FailureReason.InWords(reason, each.Episode.Detail) : null
                )
            ),
        ]);
        var summary = folder.Close();
        return new(folder.Record, summary, [.. source.Notes, .. Broken(source, episodes), .. missing, seedNote]);
    }

    private static ImmutableArray<ForeignBenchmark> Chosen(ImportRequest request, ImportSource source)
    {
        var all = source.Results.SelectMany(results => results.Benchmarks).ToImmutableArray();
        var names = all.Select(each => each.Name).OfType<string>().Distinct().ToList();
        if (request.Benchmark is { } only)
        {
            all = [.. all.Where(each => each.Name == only)];
            if (all.IsEmpty)
            {
                throw Refused(request, $"there is no benchmark '{only}' in it; {NearestNames.Suggest(only, names)}");
            }
        }
        else if (names.Count > 1 && request.Suite is null)
        {
            throw Refused(
                request,
                $"it has {names.Count} benchmarks: {NearestNames.List(names)}; take one with --benchmark NAME, or all as tasks of "
                    + "one suite with --suite NAME"
            );
        }
        return all.Any(each => !each.Episodes.IsEmpty) ? all : throw Refused(request, "there is no episode in it");
    }

    private static string SuiteOf(ImportRequest request, ImmutableArray<ForeignBenchmark> benchmarks)
    {
        if (request.Suite is { } suite)
        {
            return SlugNames.Is(suite)
                ? suite
                : throw Refused(request, $"--suite {suite}: expected lower-case letters, digits and single hyphens");
        }
        return benchmarks[0].Name is { } name
            ? SlugNames.Of(name)
            : throw Refused(request, "it does not say what was evaluated; say it with --suite NAME, e.g. --suite pusht");
    }

    private static (ulong? Seed, string Note) SeedOf(ImportRequest request, ImmutableArray<ForeignBenchmark> benchmarks)
    {
        const string Pairs = "runs of the same seed are paired, episode by episode";
        var said = benchmarks.Select(each => each.Seed).Distinct().ToList();
        if (said.Count > 1)
        {
            throw Refused(
                request,
                $"its files are of different seeds: {string.Join(", ", said.Select(seed => seed is { } known ? $"{known}" : "none"))}; "
                    + "import them one by one"
            );
        }
        if (request.Seed is { } given)
        {
            return benchmarks.Select(each => each.Unseeded).OfType<string>().FirstOrDefault() is { } unseeded
                    ? throw Refused(request, $"--seed {given}: {unseeded}")
                : said[0] is { } other && other != given ? throw Refused(request, $"--seed {given}: the file says {other}")
                : (given, $"seed {given}: {Pairs}");
        }
        return said[0] is { } seed
            ? (seed, $"seed {seed}: {Pairs}")
            : (
                null,
                benchmarks.Select(each => each.Unseeded).OfType<string>().FirstOrDefault() is { } why
                    ? $"{why}, and compared unpaired"
                    : "it does not say its seed, and will be compared unpaired; where you know it, say it with --seed"
            );
    }

    /// <summary>Of every benchmark, those that all its files have in common with what they say.</summary>
    private static ImmutableSortedDictionary<string, string> FactsOf(ImportRequest request, ImmutableArray<ForeignBenchmark> benchmarks)
    {
        foreach (var files in benchmarks.GroupBy(each => each.Name))
        {
            var first = files.First();
            foreach (var other in files)
            {
                var differing = first.Facts.Keys.Union(other.Facts.Keys).Where(key => Value(first, key) != Value(other, key)).Order();
                if (differing.FirstOrDefault() is { } key)
                {
                    throw Refused(
                        request,
                        $"{first.Place} and {other.Place} are not of one evaluation: {key} is {Value(first, key)} and {Value(other, key)}"
                    );
                }
            }
        }
        var isOne = benchmarks.Select(each => each.Name).Distinct().Count() == 1;
        var facts = benchmarks
            .DistinctBy(each => each.Name)
            .SelectMany(each => each.Facts.Select(fact => KeyValuePair.Create(isOne ? fact.Key : $"{each.Name}.{fact.Key}", fact.Value)))
            .ToImmutableSortedDictionary(StringComparer.Ordinal);
        if (request.MayDiffer.FirstOrDefault(key => !facts.ContainsKey(key)) is { } unknown)
        {
            throw Refused(
                request,
                $"--may-differ {unknown}: its configuration has no such key; {NearestNames.Suggest(unknown, facts.Keys)}"
            );
        }
        return facts.RemoveRange(request.MayDiffer);

        static string Value(ForeignBenchmark benchmark, string key) => benchmark.Facts.GetValueOrDefault(key, "not there");
    }

    /// <summary>Each once: where an episode broke off and was run again, the one that came to its end.</summary>
    private static List<(ForeignBenchmark Benchmark, ForeignEpisode Episode)> EpisodesOf(
        ImportRequest request,
        ImmutableArray<ForeignBenchmark> benchmarks
    )
    {
        foreach (var shards in benchmarks.Where(each => each.Shard is not null).GroupBy(each => each.Name))
        {
            var totals = shards.Select(each => each.Shard!.Value.Total).Distinct().ToList();
            if (totals.Count > 1)
            {
                throw Refused(request, $"shards of {shards.Key} are of different wholes: of {string.Join(" and of ", totals.Order())}");
            }
            if (shards.GroupBy(each => each.Shard!.Value.Id).FirstOrDefault(same => same.Count() > 1) is { } twice)
            {
                throw Refused(
                    request,
                    $"shard {twice.Key} of {totals[0]} is there twice: {string.Join(" and ", twice.Select(each => each.Place))}; "
                        + "leave one out"
                );
            }
        }
        return
        [
            .. benchmarks
                .SelectMany(each => each.Episodes.Select(episode => (Benchmark: each, Episode: episode)))
                .GroupBy(each => (each.Benchmark.Name, each.Episode.Task, each.Episode.Index))
                .Select(same =>
                {
                    var finished = same.Where(each => each.Episode.Succeeded is not null).ToList();
                    return finished.Count <= 1
                        ? finished.Append(same.Last()).First()
                        : throw Refused(
                            request,
                            $"episode {same.Key.Index} of '{same.Key.Task}' is there {finished.Count} times: "
                                + $"{string.Join(" and ", finished.Take(MostNamed).Select(each => each.Episode.Place))}; "
                                + "nothing is counted twice: leave one out"
                        );
                })
                .OrderBy(each => each.Benchmark.Name, StringComparer.Ordinal)
                .ThenBy(each => each.Episode.Task, StringComparer.Ordinal)
                .ThenBy(each => each.Episode.Index),
        ];
    }

    private static Dictionary<(string? Benchmark, string Task), string> NamesOf(
        ImportRequest request,
        string suite,
        ImmutableArray<ForeignBenchmark> benchmarks,
        List<(ForeignBenchmark Benchmark, ForeignEpisode Episode)> episodes
    )
    {
        var isOne = benchmarks.Select(each => each.Name).Distinct().Count() == 1;
        var names = episodes
            .Select(each => (each.Benchmark.Name, each.Episode.Task))
            .Distinct()
            .ToDictionary(
                key => (Benchmark: key.Name, key.Task),
                key =>
                    key.Task.Length == 0 ? suite
                    : isOne || key.Task.StartsWith($"{key.Name}_", StringComparison.Ordinal) ? SlugNames.Of(key.Task)
                    : SlugNames.Of($"{key.Name} {key.Task}")
            );
        return names.GroupBy(name => name.Value).FirstOrDefault(same => same.Count() > 1) is { } clash
            ? throw Refused(
                request,
                $"its tasks {string.Join(" and ", clash.Select(name => $"'{name.Key.Task}'"))} would both be called {clash.Key} here"
            )
            : names;
    }

    private static (int Planned, IEnumerable<string> Notes) Missing(
        ImportRequest request,
        ImmutableArray<ForeignBenchmark> benchmarks,
        List<(ForeignBenchmark Benchmark, ForeignEpisode Episode)> episodes,
        int perTask
    )
    {
        var notes = new List<string>();
        var shards = benchmarks
            .Where(each => each.Shard is not null)
            .GroupBy(each => each.Name)
            .SelectMany(same =>
                Enumerable
                    .Range(0, same.First().Shard!.Value.Total)
                    .Except(same.Select(each => each.Shard!.Value.Id))
                    .Select(id => $"shard {id} of {same.First().Shard!.Value.Total} of {same.Key}")
            )
            .ToList();
        if (shards.Count > 0)
        {
            notes.Add($"not there: {NearestNames.List(shards)}");
        }
        if (benchmarks.Where(each => each.IsPartial).Select(each => each.Place).ToList() is { Count: > 0 } partial)
        {
            notes.Add($"the evaluation was broken off, its harness says in {NearestNames.List(partial)}");
        }
        var tasks = episodes.GroupBy(each => (each.Benchmark.Name, each.Episode.Task)).ToList();
        var lacking = tasks
            .Select(task => (task.Key.Task, Lacks: perTask - task.Count()))
            .Where(task => task.Lacks > 0)
            .Select(task => string.Create(CultureInfo.InvariantCulture, $"{task.Lacks} of {perTask} of '{task.Task}'"))
            .ToList();
        if (lacking.Count > 0)
        {
            notes.Add($"episodes that are not there: {NearestNames.List(lacking)}");
        }
        if ((long)perTask * tasks.Count > ImportBounds.MostEpisodes)
        {
            throw Refused(request, $"{tasks.Count} tasks of {perTask} episodes: expected at most {ImportBounds.MostEpisodes} together");
        }
        var isWhole = shards.Count == 0 && benchmarks.All(each => !each.IsPartial);
        return (Math.Max(perTask * tasks.Count, episodes.Count + (isWhole ? 0 : 1)), notes);
    }

    /// <summary>What was taken for a fault of the infrastructure, and what for one of the policy.</summary>
    private static IEnumerable<string> Broken(ImportSource source, List<(ForeignBenchmark Benchmark, ForeignEpisode Episode)> episodes)
    {
        var (harness, broken) = (source.Results[0].Harness, episodes.Where(each => each.Episode.Reason is not null).ToList());
        var reasons = broken
            .Where(each => each.Episode.Succeeded is null)
            .CountBy(each => each.Episode.Reason!)
            .OrderBy(reason => reason.Key);
        if (reasons.Any())
        {
            yield return $"errored, in no rate here and failures in {harness}: "
                + string.Join(", ", reasons.Select(reason => $"{reason.Key} {reason.Value}"));
        }
        var own = broken.Count(each => each.Episode.Succeeded is false);
        if (own > 0)
        {
            yield return $"failures, since the policy's server answered with an error: {own}";
        }
    }

    private static InputException Refused(ImportRequest request, string message) => new(request.Source, message);
}
