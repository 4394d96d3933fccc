using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BlindVla.Files;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace BlindVla.Imports;

/// <summary>
/// vla-eval's recording, an SQLite database, which it may still be writing: it is read as it is at one moment, and never written.
/// </summary>
internal static class Recording
{
    private const string Layout = "recording";
    private const string LogExtension = "-wal";

    private static ReadOnlySpan<byte> Magic => "SQLite format 3\0"u8;

    /// <summary>Whether a file is an SQLite database.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static bool Is(string path)
    {
        using var file = BoundedFile.Open(path, long.MaxValue);
        Span<byte> start = stackalloc byte[Magic.Length];
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual(Magic);
    }

    /// <exception cref="FormatException">It cannot be what vla-eval wrote, or cannot be read.</exception>
    public static ForeignResults Read(string path)
    {
        var name = Path.GetFileName(path);
        try
        {
            using var connection = new SqliteConnection(
                new SqliteConnectionStringBuilder
                {
                    DataSource = Address(path),
                    Mode = SqliteOpenMode.ReadOnly,
                    Pooling = false,
                }.ToString()
            );
            connection.Open();
            raw.sqlite3_limit(connection.Handle, raw.SQLITE_LIMIT_LENGTH, ImportBounds.MaxRowBytes);
            // All that is read is of one moment, whoever writes meanwhile.
            using var transaction = connection.BeginTransaction(deferred: true);
            using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var benchmarks = Benchmarks(connection, name, digest);
            return new(ResultFile.Harness, Layout, new(name, Convert.ToHexStringLower(digest.GetHashAndReset())), benchmarks);
        }
        catch (SqliteException e)
        {
            throw new FormatException($"{name} cannot be read as a recording of vla-eval: {e.Message}", e);
        }
    }

    /// <summary>Without a log beside it nobody writes it, and SQLite need not put one there, nor can it in a folder that is read
    /// only.</summary>
    private static string Address(string path)
    {
        path = Path.GetFullPath(path);
        var escaped = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        return File.Exists(path + LogExtension) ? path : $"file:{escaped}?immutable=1";
    }

    private static ImmutableArray<ForeignBenchmark> Benchmarks(SqliteConnection connection, string name, IncrementalHash digest)
    {
        var evaluations = Rows(connection, digest, "SELECT eval_id, safe_name, metadata FROM eval_metadata ORDER BY eval_id")
            .Select(row =>
                (
                    Id: row[0] ?? "",
                    Name: row[1] ?? "",
                    Metadata: ForeignJson.Parse(Encoding.UTF8.GetBytes(row[2] ?? ""), $"{name}, metadata of {row[0]}")
                )
            )
            .ToList();
        var episodes = Rows(
                connection,
                digest,
                "SELECT eval_id, task_name, episode_id, status, metrics, steps, failure_reason, failure_detail, sid, eid "
                    + "FROM episode_results ORDER BY eval_id, task_name, episode_id, sid, eid"
            )
            .ToLookup(row => row[0] ?? "", row => EpisodeOf(name, row));
        if (episodes.FirstOrDefault(group => evaluations.All(each => each.Id != group.Key)) is { } stray)
        {
            throw new FormatException($"{name}: the episodes of '{stray.Key}' are of an evaluation that eval_metadata does not have");
        }
        return
        [
            .. evaluations.Select(evaluation =>
            {
                var (metadata, config) = (evaluation.Metadata, evaluation.Metadata.Find("config"));
                return new ForeignBenchmark(
                    metadata.Find("benchmark")?.Text() ?? evaluation.Name,
                    metadata.Path,
                    [.. episodes[evaluation.Id]]
                )
                {
                    Seed = EvalConfig.SeedOf(config),
                    Version = metadata.Find("harness_version")?.Text() ?? "",
                    Facts = EvalConfig.FactsOf(config, metadata.Find("mode")),
                    EpisodesPerTask = config?.Find("episodes_per_task")?.Count(ImportBounds.MostEpisodes),
                };
            }),
        ];
    }

    private static ForeignEpisode EpisodeOf(string file, string?[] row)
    {
        // The task is named in the place, since a database has no lines.
        var place = $"{file}, episode {row[2]} of {row[1]} (sid {row[8]}, eid {row[9]})";
        if (row[1] is not { } task || !int.TryParse(row[2], NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            throw new FormatException($"{place}: expected a task and a number of the episode");
        }
        var episode = ResultFile.EpisodeOf(
            task,
            index <= ImportBounds.MostEpisodes
                ? index
                : throw new FormatException($"{place}: expected a number to {ImportBounds.MostEpisodes}"),
            ForeignJson.Parse(Encoding.UTF8.GetBytes(row[4] ?? "{}"), $"{place}, metrics"),
            int.TryParse(row[5], NumberStyles.None, CultureInfo.InvariantCulture, out var steps) ? steps : null,
            row[6],
            row[7],
            place
        );
        var expected =
            episode.Reason is not null ? "error"
            : episode.Succeeded == true ? "success"
            : "fail";
        return row[3] == expected
            ? episode
            : throw new FormatException($"{place}: status is {row[3] ?? "empty"}, metrics and failure_reason say {expected}");
    }

    /// <summary>Every field as text, which is how the digest has them.</summary>
    private static List<string?[]> Rows(SqliteConnection connection, IncrementalHash digest, string query)
    {
        using var command = connection.CreateCommand();
        command.CommandText = query;
        using var reader = command.ExecuteReader();
        var rows = new List<string?[]>();
        while (reader.Read())
        {
            if (rows.Count == ImportBounds.MostEpisodes)
            {
                throw new FormatException($"expected at most {ImportBounds.MostEpisodes} rows, found more: {query}");
            }
            var fields = Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetString(i)).ToArray();
            foreach (var field in fields)
            {
                digest.AppendData(Encoding.UTF8.GetBytes($"{field?.Length ?? -1}:{field}\n"));
            }
            rows.Add(fields);
        }
        return rows;
    }
}
