using System.Collections.Immutable;
using System.Text.Json;
using BlindVla.Core;

namespace BlindVla.Policies.Torch;

/// <summary>
/// The statistics of the data sets a policy was trained on. Fine-tunes keep theirs in <c>dataset_statistics.json</c>, beside the weights or
/// beside the adapter, and the published loaders let it replace those of <c>config.json</c>: for each data set the adapter's folder goes
/// before the checkpoint's, and a file before the config. Only the data set that is asked for need be complete.
/// </summary>
public sealed class DatasetStatistics
{
    public const string FileName = "dataset_statistics.json";

    private const int MostDataSets = 10_000;
    private const int MostValues = 64;

    // First come, first served.
    private readonly ImmutableArray<Source> _sources;

    private DatasetStatistics(ImmutableArray<Source> sources) => _sources = sources;

    /// <summary>Every data set there are statistics of, with the file they would be taken from, ordered.</summary>
    public IEnumerable<(string Key, string Source)> All =>
        Keys.Select(key => (key, _sources.First(source => source.Entries.ContainsKey(key)).Name));

    /// <summary>What is meant where no data set is named: as in the published loaders the only one of the file that goes first; null where
    /// it has several.</summary>
    public string? OnlyKey => First.Entries.Count == 1 ? First.Entries.Keys.Single() : null;

    private Source First => _sources.First(source => source.Entries.Count > 0 || source == _sources[^1]);

    private IEnumerable<string> Keys => _sources.SelectMany(source => source.Entries.Keys).Distinct().Order(StringComparer.Ordinal);

    /// <param name="adapter">Folder of an adapter; null for none.</param>
    /// <exception cref="CheckpointException">A file is damaged.</exception>
    public static DatasetStatistics Load(string folder, string? adapter)
    {
        var sources = ImmutableArray.CreateBuilder<Source>();
        foreach (var (place, name) in new[] { (adapter, $"the adapter's {FileName}"), (folder, FileName) })
        {
            var path = Path.Combine(place ?? "", FileName);
            if (place is not null && File.Exists(path))
            {
                sources.Add(new(name, path, Parse(CheckpointFile.Read(path, JsonFields.LongestFile), path)));
            }
        }
        var config = Path.Combine(folder, OpenVlaConfig.FileName);
        var inside = JsonFields.Read(config).Object("norm_stats");
        sources.Add(
            new(OpenVlaConfig.FileName, config, inside is null ? ImmutableSortedDictionary<string, JsonElement>.Empty : Entries(inside))
        );
        return new(sources.ToImmutable());
    }

    /// <summary>Of a data set's own folder, which is no checkpoint.</summary>
    /// <exception cref="CheckpointException">The file is missing, damaged, or of several data sets.</exception>
    public static ActionStatistics OfDataSet(string folder)
    {
        var path = Path.Combine(folder, FileName);
        var entries = Parse(CheckpointFile.Read(path, JsonFields.LongestFile), path);
        return entries.Count == 1
            ? Read(entries.Values.Single(), path, entries.Keys.Single())
            : throw new CheckpointException($"{path}: expected the statistics of one data set, found {Listing.Line([.. entries.Keys])}");
    }

    /// <summary>The statistics of a data set.</summary>
    /// <param name="key">Null where there is one only.</param>
    /// <exception cref="CheckpointException">There are none of this name, or they are incomplete.</exception>
    public ChosenStatistics Choose(string? key)
    {
        key ??= OnlyKey
            ?? throw new CheckpointException(
                First.Entries.Count == 0
                    ? $"the checkpoint has no statistics of any data set, so that its actions have no scale: neither {FileName} nor "
                        + $"norm_stats in {OpenVlaConfig.FileName}"
                    : $"the checkpoint has statistics of {First.Entries.Count} data sets ({Listing.Line([.. First.Entries.Keys])}); "
                        + "say which with --unnorm-key KEY (act) or torch:DIR?unnorm_key=KEY"
            );
        var has = _sources.Where(source => source.Entries.ContainsKey(key)).ToList();
        if (has.Count == 0)
        {
            throw new CheckpointException($"the checkpoint has no statistics '{key}' (unnorm_key); {NearestNames.Suggest(key, Keys)}");
        }
        var chosen = Read(has[0], key);
        var notes = new List<string>();
        foreach (var other in has.Skip(1))
        {
            if (!IsSame(other, key, chosen))
            {
                notes.Add($"the statistics '{key}' are those of {has[0].Name}; {other.Name} has others");
            }
        }
        if (has[0] != First)
        {
            notes.Add(
                $"the statistics '{key}' are those of {has[0].Name}; {First.Name} has none of that name, only "
                    + $"{Listing.Line([.. First.Entries.Keys])}: "
                    + "was the policy not fine-tuned on those?"
            );
        }
        return new(key, has[0].Name, chosen, [.. notes]);
    }

    /// <summary>The entries of a <c>dataset_statistics.json</c>, by data set; none of them is looked into yet.</summary>
    /// <exception cref="CheckpointException">It is not one.</exception>
    internal static ImmutableSortedDictionary<string, JsonElement> Parse(ReadOnlySpan<byte> json, string path) =>
        Entries(JsonFields.Parse(json, path));

    /// <summary>What one data set's entry says.</summary>
    /// <exception cref="CheckpointException">It is incomplete, or contradicts itself.</exception>
    internal static ActionStatistics Read(JsonElement entry, string path, string key)
    {
        var problems = new List<string>();
        var fields = JsonFields.Of(entry, path, $"{key}.", problems);
        var action = fields.Object("action");
        fields.Require(action is not null, "action", "an object");
        if (action is null || problems.Count > 0)
        {
            throw new CheckpointException(Listing.Lines(path, problems));
        }
        var low = action.Numbers("q01", MostValues, finite: false) ?? [];
        var high = action.Numbers("q99", MostValues, finite: false) ?? [];
        action.Require(low.Length > 0, "q01", $"a list of 1 to {MostValues} numbers");
        action.Require(high.Length == low.Length, "q99", $"a list of {low.Length} numbers, as many as q01 has");
        // NumPy takes 1 and 0 for true and false.
        ImmutableArray<bool?> mask =
        [
            .. action
                .Items("mask", MostValues)
                ?.Select(item =>
                    item.ValueKind switch
                    {
                        JsonValueKind.True => true,
                        JsonValueKind.False => false,
                        _ => JsonFields.IsWhole(item, 0, 1, out var whole) ? whole == 1 : (bool?)null,
                    }
                )
                ?? Enumerable.Repeat<bool?>(true, low.Length),
        ];
        action.Require(
            mask.Length == low.Length && mask.All(scaled => scaled is not null),
            "mask",
            $"a list of {low.Length} of true and false, as many as q01 has"
        );
        if (problems.Count == 0)
        {
            var scaled = Enumerable.Range(0, low.Length).Where(i => mask[i] == true).ToList();
            action.Require(scaled.All(i => double.IsFinite(low[i])), "q01", "finite numbers");
            action.Require(scaled.All(i => double.IsFinite(high[i])), "q99", "finite numbers");
            action.Require(
                problems.Count > 0 || scaled.All(i => low[i] <= high[i]),
                "q01",
                $"no number above its counterpart in q99, {string.Join(", ", high)}"
            );
        }
        return problems.Count == 0
            ? new(low, high, [.. mask.Select(scaled => scaled == true)])
            : throw new CheckpointException(Listing.Lines(path, problems));
    }

    private static ActionStatistics Read(Source source, string key) => Read(source.Entries[key], source.Path, key);

    private static bool IsSame(Source other, string key, ActionStatistics chosen)
    {
        try
        {
            return Read(other, key).ScalesAs(chosen);
        }
        catch (CheckpointException)
        {
            return false;
        }
    }

    private static ImmutableSortedDictionary<string, JsonElement> Entries(JsonFields fields)
    {
        var entries = fields.Entries(MostDataSets);
        fields.Finish();
        return entries.ToImmutableSortedDictionary(entry => entry.Name, entry => entry.Value, StringComparer.Ordinal);
    }

    private sealed record Source(string Name, string Path, ImmutableSortedDictionary<string, JsonElement> Entries);
}
