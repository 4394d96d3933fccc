using System.Collections.Immutable;

namespace BlindVla.DataSets;

/// <summary>The files below <c>meta/episodes</c>: LeRobot's columns, and what each episode was made of.</summary>
internal static class EpisodeTable
{
    private static readonly ImmutableArray<(string Name, Func<Rollout, string> Of)> Rollouts =
    [
        ("run", rollout => rollout.Run),
        ("policy", rollout => rollout.Policy),
        ("condition", rollout => rollout.Condition),
        ("split", rollout => rollout.Split),
        ("outcome", rollout => rollout.Outcome),
    ];

    public static Task<byte[]> EncodeAsync(DataSetFormat format, IReadOnlyList<EpisodeEntry> episodes, int part)
    {
        var (chunk, file) = ((long)(part / DataSetFiles.ChunkSize), (long)(part % DataSetFiles.ChunkSize));
        return ParquetTable.EncodeAsync([
            TableColumn.Of("episode_index", episodes.Select(e => (long)e.Index)),
            TableColumn.Lists("tasks", [.. episodes.Select(e => e.Task)]),
            TableColumn.Of("length", episodes.Select(e => (long)e.Length)),
            TableColumn.Of("data/chunk_index", episodes.Select(_ => chunk)),
            TableColumn.Of("data/file_index", episodes.Select(_ => file)),
            TableColumn.Of("dataset_from_index", episodes.Select(e => (long)e.From)),
            TableColumn.Of("dataset_to_index", episodes.Select(e => (long)e.From + e.Length)),
            TableColumn.Of("meta/episodes/chunk_index", episodes.Select(_ => chunk)),
            TableColumn.Of("meta/episodes/file_index", episodes.Select(_ => file)),
            TableColumn.Of("source_id", episodes.Select(e => e.Source.Id)),
            TableColumn.Of("source_index", episodes.Select(e => (long)e.Source.Index)),
            TableColumn.Of("object", episodes.Select(e => e.Source.Object)),
            TableColumn.Of("receptacle", episodes.Select(e => e.Source.Receptacle)),
            TableColumn.Of("table", episodes.Select(e => e.Source.Table)),
            .. format.HasRollouts
                ? Rollouts.Select(column => TableColumn.Of(column.Name, episodes.Select(e => column.Of(e.Source.Rollout!))))
                : [],
        ]);
    }

    /// <exception cref="DataSetException">The file cannot be read, or is no such table.</exception>
    public static async Task<ImmutableArray<EpisodeEntry>> ReadAsync(DataSetFormat format, string path)
    {
        var table = await ParquetTable.ReadAsync(path);
        var (index, from, length) = (table.Get<long>("episode_index"), table.Get<long>("dataset_from_index"), table.Get<long>("length"));
        var tasks = table.Get<string>("tasks");
        var (id, sourceIndex) = (table.Get<string>("source_id"), table.Get<long>("source_index"));
        var rollouts = format.HasRollouts ? Rollouts.Select(column => table.Get<string>(column.Name)).ToArray() : null;
        var (item, receptacle, picture) = (table.Get<string>("object"), table.Get<string>("receptacle"), table.Get<string>("table"));
        return
        [
            .. Enumerable
                .Range(0, table.Rows)
                .Select(i => new EpisodeEntry(
                    checked((int)index[i]),
                    tasks[i],
                    checked((int)from[i]),
                    checked((int)length[i]),
                    new(id[i], checked((int)sourceIndex[i]), item[i], receptacle[i], picture[i])
                    {
                        Rollout = rollouts is [var run, var policy, var condition, var split, var outcome]
                            ? new(run[i], policy[i], condition[i], split[i], outcome[i])
                            : null,
                    }
                )),
        ];
    }
}
