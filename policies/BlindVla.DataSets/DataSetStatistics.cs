using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BlindVla.Imaging;

namespace BlindVla.DataSets;

/// <summary>
/// Of every feature its mean, standard deviation, extremes and quantiles, value by value, of pictures channel by channel and from 0 to 1.
/// Made of the written files, so that it does not matter how often the writer was stopped.
/// </summary>
internal sealed class DataSetStatistics
{
    private const int Levels = 256;
    private const string Gripper = "gripper";

    private static readonly (string Name, double Share)[] Quantiles =
    [
        ("q01", 0.01),
        ("q10", 0.1),
        ("q50", 0.5),
        ("q90", 0.9),
        ("q99", 0.99),
    ];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    private readonly DataSetFormat _format;
    private readonly int _frames;
    private readonly List<Dictionary<string, double>> _channels;
    private readonly Dictionary<string, List<Dictionary<string, double>>> _features;

    private DataSetStatistics(DataSetFormat format, int frames, long[][] levels, Dictionary<string, List<double>[]> numbers)
    {
        (_format, _frames) = (format, frames);
        _channels = [.. levels.Select(Summary)];
        _features = numbers.ToDictionary(feature => feature.Key, feature => feature.Value.Select(Summary).ToList());
    }

    /// <exception cref="DataSetException">A file cannot be read.</exception>
    public static async Task<DataSetStatistics> OfAsync(DataSetFiles files, int parts, DataSetFormat format)
    {
        var numbers = format
            .Features.Where(feature => feature.Value.Dtype != "image")
            .ToDictionary(
                feature => feature.Key,
                feature => Enumerable.Range(0, feature.Value.Shape[0]).Select(_ => new List<double>()).ToArray()
            );
        long[][] levels = [new long[Levels], new long[Levels], new long[Levels]];
        var frames = 0;
        for (var part = 0; part < parts; part++)
        {
            var table = await ParquetTable.ReadAsync(files.Data(part));
            frames += table.Rows;
            foreach (var (name, values) in numbers)
            {
                var column = format.Features.First(feature => feature.Key == name).Value.Dtype switch
                {
                    "float32" => table.Get<float>(name, values.Length).Select(v => (double)v),
                    DataSetFormat.Truth => table.Get<bool>(name).Select(v => v ? 1.0 : 0),
                    _ => table.Get<long>(name).Select(v => (double)v),
                };
                foreach (var (i, value) in column.Index())
                {
                    values[i % values.Length].Add(value);
                }
            }
            foreach (var png in table.Get<byte[]>($"{format.Image}/bytes"))
            {
                Count(FastPng.Decode(png).Rgb.Span, levels);
            }
        }
        return new(format, frames, levels, numbers);
    }

    /// <summary>As LeRobot has them in <c>meta/stats.json</c>.</summary>
    public byte[] LeRobotJson()
    {
        var json = new JsonObject { [_format.Image] = Entry(_channels, value => new JsonArray(new JsonArray(value))) };
        foreach (var (name, values) in _features)
        {
            json[name] = Entry(values, value => value);
        }
        return Encoding.UTF8.GetBytes(json.ToJsonString(Indented));
    }

    /// <summary>Of the actions, as OpenVLA has them in <c>dataset_statistics.json</c>: the gripper is not scaled.</summary>
    /// <param name="key">What the data set is called there.</param>
    public byte[] OpenVlaJson(string key, int episodes)
    {
        var actions = _features[DataSetFormat.Action];
        var action = new JsonObject();
        foreach (var statistic in new[] { "mean", "std", "max", "min", "q01", "q99" })
        {
            action[statistic] = new JsonArray([.. actions.Select(value => (JsonNode)value[statistic])]);
        }
        action["mask"] = new JsonArray([.. _format.ActionNames.Select(name => (JsonNode)(name != Gripper))]);
        var json = new JsonObject
        {
            [key] = new JsonObject
            {
                ["action"] = action,
                ["num_transitions"] = _frames,
                ["num_trajectories"] = episodes,
            },
        };
        return Encoding.UTF8.GetBytes(json.ToJsonString(Indented));
    }

    /// <param name="wrap">A channel of a picture is in lists of its own.</param>
    private JsonObject Entry(List<Dictionary<string, double>> values, Func<double, JsonNode> wrap)
    {
        var entry = new JsonObject();
        foreach (var statistic in values[0].Keys)
        {
            entry[statistic] = new JsonArray([.. values.Select(value => wrap(value[statistic]))]);
        }
        entry["count"] = new JsonArray(_frames);
        return entry;
    }

    private static void Count(ReadOnlySpan<byte> rgb, long[][] levels)
    {
        var (red, green, blue) = (levels[0], levels[1], levels[2]);
        for (var i = 0; i + 2 < rgb.Length; i += 3)
        {
            red[rgb[i]]++;
            green[rgb[i + 1]]++;
            blue[rgb[i + 2]]++;
        }
    }

    private static Dictionary<string, double> Summary(List<double> values)
    {
        values.Sort();
        var mean = values.Average();
        return Summary(values[0], values[^1], mean, values.Average(v => (v - mean) * (v - mean)), rank => values[(int)rank], values.Count);
    }

    private static Dictionary<string, double> Summary(long[] counts)
    {
        var total = counts.Sum();
        var mean = counts.Index().Sum(level => level.Item * (double)level.Index) / total;
        var variance = counts.Index().Sum(level => level.Item * Math.Pow(level.Index - mean, 2)) / total;
        return Summary(At(0), At(total - 1), mean, variance, At, total).ToDictionary(s => s.Key, s => s.Value / (Levels - 1));

        double At(long rank)
        {
            var level = 0;
            for (var below = counts[0]; below <= rank; below += counts[level])
            {
                level++;
            }
            return level;
        }
    }

    /// <param name="at">The value of a rank, from 0.</param>
    private static Dictionary<string, double> Summary(
        double min,
        double max,
        double mean,
        double variance,
        Func<long, double> at,
        long count
    )
    {
        var summary = new Dictionary<string, double>
        {
            ["min"] = min,
            ["max"] = max,
            ["mean"] = mean,
            ["std"] = Math.Sqrt(variance),
        };
        foreach (var (name, share) in Quantiles)
        {
            var rank = share * (count - 1);
            var below = (long)rank;
            var (low, high) = (at(below), at(Math.Min(count - 1, below + 1)));
            summary[name] = low + ((high - low) * (rank - below));
        }
        return summary;
    }
}
