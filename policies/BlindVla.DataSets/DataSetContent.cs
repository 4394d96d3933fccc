using System.Collections.Frozen;
using System.Collections.Immutable;

namespace BlindVla.DataSets;

/// <summary>What is read of the parts of a data set, and whether they fit together.</summary>
/// <param name="mayHaveMore">What is behind the episodes is left out: somebody was at it, who let a part grow.</param>
/// <param name="firstEpisode">Of the first part that is read.</param>
/// <param name="firstFrame">Of that.</param>
internal sealed class DataSetContent(
    DataSetFormat format,
    DataSetFiles files,
    IReadOnlyList<string> tasks,
    bool mayHaveMore,
    int firstEpisode = 0,
    int firstFrame = 0
)
{
    private static readonly FrozenDictionary<string, EntityKind> EntityKinds = Words.All<EntityKind>();
    private static readonly FrozenDictionary<string, QuestionKind> QuestionKinds = Words.All<QuestionKind>();

    private readonly List<string> _problems = [];
    private readonly List<(long Frame, Annotation Annotation)> _annotations = [];
    private readonly List<(long Frame, Question Question)> _questions = [];

    public List<EpisodeEntry> Episodes { get; } = [];

    public List<StoredPicture> Pictures { get; } = [];

    public List<float> States { get; } = [];

    public List<float> Actions { get; } = [];

    /// <summary>Whether the task was done after each frame; empty where the data set does not say.</summary>
    public List<bool> Successes { get; } = [];

    /// <summary>By frame.</summary>
    public ImmutableArray<Annotation>[] Annotations => ByFrame(_annotations);

    /// <summary>By frame.</summary>
    public ImmutableArray<Question>[] Questions => ByFrame(_questions);

    /// <exception cref="DataSetException">A file cannot be read, lacks a column, or packs its pictures.</exception>
    public async Task ReadAsync(int part)
    {
        var first = firstFrame + Pictures.Count;
        var (file, bytes) = DataSetFiles.Open(files.Data(part));
        var data = await ParquetTable.ReadAsync(file.Name, bytes);
        var episodes = await EpisodeTable.ReadAsync(format, files.Episodes(part));
        var rows = mayHaveMore ? Math.Min(data.Rows, episodes.Sum(episode => episode.Length)) : data.Rows;
        Pictures.AddRange(StoredPicture.Find(file, bytes, data.Get<byte[]>($"{format.Image}/bytes").AsSpan(0, rows)));
        AddFinite(States, data, rows, DataSetFormat.State, format.StateNames.Length, part);
        AddFinite(Actions, data, rows, DataSetFormat.Action, format.ActionNames.Length, part);
        if (format.HasRollouts)
        {
            Successes.AddRange(data.Get<bool>(DataSetFormat.Success)[..rows]);
        }
        CheckEpisodes(part, first, episodes, data, rows);
        Episodes.AddRange(episodes);
        await ReadAnnotationsAsync(part);
        await ReadQuestionsAsync(part);
    }

    /// <summary>Everything that does not fit together.</summary>
    /// <param name="info">What is said of all parts; null where not all were read.</param>
    public List<string> Problems(InfoJson? info)
    {
        if (info is not null)
        {
            CheckTotals(info);
        }
        CheckFrames("annotations", _annotations.Select(row => row.Frame));
        CheckFrames("questions", _questions.Select(row => row.Frame));
        return _problems;
    }

    /// <summary>The episodes, to be written again.</summary>
    public IEnumerable<Episode> ToEpisodes()
    {
        var (annotations, questions) = (Annotations, Questions);
        return Episodes.Select(episode => new Episode(
            episode.Task,
            episode.Source,
            [.. Enumerable.Range(episode.From - firstFrame, episode.Length).Select(Frame)]
        ));

        Frame Frame(int i) =>
            new(
                Pictures[i].Read(),
                Row(States, i, format.StateNames.Length),
                Row(Actions, i, format.ActionNames.Length),
                annotations[i],
                questions[i]
            )
            {
                Success = format.HasRollouts && Successes[i],
            };

        static ImmutableArray<float> Row(List<float> values, int row, int length) => [.. values.GetRange(row * length, length)];
    }

    private void CheckTotals(InfoJson info)
    {
        if (Episodes.Count != info.TotalEpisodes)
        {
            _problems.Add($"total_episodes: info.json says {info.TotalEpisodes}, the files have {Episodes.Count}");
        }
        if (Pictures.Count != info.TotalFrames)
        {
            _problems.Add($"total_frames: info.json says {info.TotalFrames}, the files have {Pictures.Count}");
        }
    }

    private bool IsBehind(long frame) => mayHaveMore && frame >= firstFrame + Pictures.Count;

    private void AddFinite(List<float> all, ParquetTable data, int rows, string name, int length, int part)
    {
        var values = data.Get<float>(name, length)[..(rows * length)];
        if (Array.FindIndex(values, value => !float.IsFinite(value)) is >= 0 and var at)
        {
            _problems.Add($"{files.Data(part)}: {name} of row {at / length} is not finite");
        }
        all.AddRange(values);
    }

    private void CheckEpisodes(int part, int first, ImmutableArray<EpisodeEntry> episodes, ParquetTable data, int rows)
    {
        var (index, episodeIndex, taskIndex) = (data.Get<long>("index"), data.Get<long>("episode_index"), data.Get<long>("task_index"));
        var next = first;
        foreach (var (i, episode) in episodes.Index())
        {
            if (episode.Index != firstEpisode + Episodes.Count + i || episode.From != next || episode.Length < 1)
            {
                _problems.Add(
                    $"{files.Episodes(part)}: row {i} says episode {episode.Index} with {episode.Length} frames from {episode.From}, "
                        + $"expected episode {firstEpisode + Episodes.Count + i} from {next}"
                );
            }
            for (var row = next - first; row < Math.Min(rows, next - first + episode.Length); row++)
            {
                var task = taskIndex[row] is var number && number >= 0 && number < tasks.Count ? tasks[(int)number] : null;
                if (index[row] != first + row || episodeIndex[row] != episode.Index || task != episode.Task)
                {
                    _problems.Add(
                        $"{files.Data(part)}: row {row} says frame {index[row]} of episode {episodeIndex[row]} with task {taskIndex[row]}, "
                            + $"expected frame {first + row} of episode {episode.Index} with task '{episode.Task}'"
                    );
                    break;
                }
            }
            next += episode.Length;
        }
        if (next - first != rows)
        {
            _problems.Add($"{files.Data(part)}: expected {next - first} rows for its episodes, found {rows}");
        }
    }

    private async Task ReadAnnotationsAsync(int part)
    {
        var table = await ParquetTable.ReadAsync(files.Annotations(part));
        var (frame, name, kind, split) = (
            table.Get<long>("index"),
            table.Get<string>("name"),
            table.Get<string>("kind"),
            table.Get<string>("split")
        );
        var (x, y, z) = (table.Get<float>("x"), table.Get<float>("y"), table.Get<float>("z"));
        var (u, v) = (table.Get<float>("u"), table.Get<float>("v"));
        for (var i = 0; i < table.Rows && !IsBehind(frame[i]); i++)
        {
            if (EntityKinds.TryGetValue(kind[i], out var known))
            {
                _annotations.Add(
                    (frame[i], new(string.Intern(name[i]), known, string.Intern(split[i]), new(x[i], y[i], z[i]), u[i], v[i]))
                );
            }
            else
            {
                _problems.Add($"{files.Annotations(part)}: row {i} has kind '{kind[i]}', expected {string.Join(", ", EntityKinds.Keys)}");
            }
        }
    }

    private async Task ReadQuestionsAsync(int part)
    {
        var table = await ParquetTable.ReadAsync(files.Questions(part));
        var (frame, kind, question, answer) = (
            table.Get<long>("index"),
            table.Get<string>("kind"),
            table.Get<string>("question"),
            table.Get<string>("answer")
        );
        for (var i = 0; i < table.Rows && !IsBehind(frame[i]); i++)
        {
            if (QuestionKinds.TryGetValue(kind[i], out var known))
            {
                _questions.Add((frame[i], new(known, string.Intern(question[i]), string.Intern(answer[i]))));
            }
            else
            {
                _problems.Add($"{files.Questions(part)}: row {i} has kind '{kind[i]}', expected {string.Join(", ", QuestionKinds.Keys)}");
            }
        }
    }

    private void CheckFrames(string table, IEnumerable<long> frames)
    {
        var end = firstFrame + Pictures.Count;
        if (frames.Where(frame => frame < firstFrame || frame >= end).Select(frame => (long?)frame).FirstOrDefault() is { } outside)
        {
            _problems.Add($"{table}: a row is about frame {outside}, expected from {firstFrame} to {end - 1}");
        }
    }

    private ImmutableArray<T>[] ByFrame<T>(List<(long Frame, T Value)> rows)
    {
        var byFrame = rows.ToLookup(row => row.Frame, row => row.Value);
        return [.. Enumerable.Range(firstFrame, Pictures.Count).Select(frame => byFrame[frame].ToImmutableArray())];
    }
}
