using System.Collections.Immutable;
using BlindVla.Files;
using BlindVla.Imaging;

namespace BlindVla.DataSets;

/// <summary>
/// A data set: everything but its pictures in memory, and these read from its files when they are asked for, so that any frame in any order
/// costs what decoding its picture costs. Any number of threads may read.
/// </summary>
public sealed class LeRobotDataSet
{
    private readonly StoredPicture[] _pictures;
    private readonly float[] _states;
    private readonly float[] _actions;
    private readonly int[] _episodeOf;
    private readonly ImmutableArray<Annotation>[] _annotations;
    private readonly ImmutableArray<Question>[] _questions;

    private LeRobotDataSet(
        DataSetFormat format,
        ImmutableArray<EpisodeEntry> episodes,
        StoredPicture[] pictures,
        float[] states,
        float[] actions,
        ImmutableArray<Annotation>[] annotations,
        ImmutableArray<Question>[] questions
    )
    {
        (Format, Episodes) = (format, episodes);
        (_pictures, _states, _actions, _annotations, _questions) = (pictures, states, actions, annotations, questions);
        _episodeOf = [.. episodes.SelectMany(episode => Enumerable.Repeat(episode.Index, episode.Length))];
    }

    /// <summary>What every frame consists of.</summary>
    public DataSetFormat Format { get; }

    /// <summary>In the order of their frames.</summary>
    public ImmutableArray<EpisodeEntry> Episodes { get; }

    /// <summary>Number of frames.</summary>
    public int Frames => _pictures.Length;

    /// <summary>A frame's picture as a PNG file.</summary>
    /// <exception cref="DataSetException">It cannot be read any more.</exception>
    public ReadOnlyMemory<byte> Png(int frame) => _pictures[frame].Read();

    /// <summary>A frame's picture.</summary>
    /// <exception cref="DataSetException">It cannot be read any more, is damaged, or of another size than the data set
    /// says.</exception>
    public Picture Picture(int frame)
    {
        try
        {
            var picture = FastPng.Decode(Png(frame));
            return (picture.Width, picture.Height) == (Format.ImageWidth, Format.ImageHeight)
                ? picture
                : throw new InvalidDataException(
                    $"expected {Format.ImageWidth}x{Format.ImageHeight} pixels, found {picture.Width}x{picture.Height}"
                );
        }
        catch (InvalidDataException e)
        {
            throw new DataSetException($"picture of frame {frame}: {e.Message}", e);
        }
    }

    /// <summary>What the robot said of itself; <see cref="DataSetFormat.StateNames"/>.</summary>
    public ReadOnlySpan<float> State(int frame) => Row(_states, frame, Format.StateNames.Length);

    /// <summary>What was done, or should be; <see cref="DataSetFormat.ActionNames"/>.</summary>
    public ReadOnlySpan<float> Action(int frame) => Row(_actions, frame, Format.ActionNames.Length);

    /// <summary>The episode of a frame.</summary>
    public EpisodeEntry Episode(int frame) => Episodes[_episodeOf[frame]];

    /// <summary>The instruction of a frame.</summary>
    public string Task(int frame) => Episode(frame).Task;

    /// <summary>Where things are in a frame's picture.</summary>
    public ImmutableArray<Annotation> Annotations(int frame) => _annotations[frame];

    /// <summary>What may be asked about a frame's picture.</summary>
    public ImmutableArray<Question> Questions(int frame) => _questions[frame];

    /// <summary>Reads a data set.</summary>
    /// <param name="unfinished">Whether one that is still being written will do: the episodes that are there by now.</param>
    /// <exception cref="DataSetException">It is missing, unfinished, or what its files say is not so; every problem is
    /// named.</exception>
    public static LeRobotDataSet Open(string folder, bool unfinished = false) => OpenAsync(folder, unfinished).GetAwaiter().GetResult();

    private static async Task<LeRobotDataSet> OpenAsync(string folder, bool unfinished)
    {
        var files = new DataSetFiles(folder);
        if (!File.Exists(files.Info))
        {
            throw new DataSetException($"there is no data set in {folder}: {Path.GetRelativePath(folder, files.Info)} is missing");
        }
        if (!unfinished && !File.Exists(files.Stats))
        {
            throw new DataSetException($"{folder} is not finished; the command that began it goes on with it");
        }
        var info = ReadInfo(files);
        var problems = new List<string>();
        var format = DataSetFormat.Of(info, problems);
        Refuse(folder, problems);
        var tasks = await TaskTable.ReadAsync(files.Tasks);
        if (tasks.Length != info.TotalTasks)
        {
            problems.Add($"total_tasks: info.json says {info.TotalTasks}, tasks.parquet has {tasks.Length}");
        }
        var content = new DataSetContent(format!, files, tasks, mayHaveMore: unfinished);
        // What is being written may have grown since info.json was read.
        for (var part = 0; File.Exists(files.Episodes(part)) && content.Episodes.Count < info.TotalEpisodes; part++)
        {
            await content.ReadAsync(part);
        }
        problems.AddRange(content.Problems(info));
        Refuse(folder, problems);
        return new(
            format!,
            [.. content.Episodes],
            [.. content.Pictures],
            [.. content.States],
            [.. content.Actions],
            content.Annotations,
            content.Questions
        );
    }

    private static InfoJson ReadInfo(DataSetFiles files)
    {
        try
        {
            return StrictJson.Parse(DataSetFiles.Read(files.Info), DataSetJson.Default.InfoJson);
        }
        catch (FormatException e)
        {
            throw new DataSetException($"{files.Info}: {e.Message}", e);
        }
    }

    private static void Refuse(string folder, List<string> problems)
    {
        if (problems.Count > 0)
        {
            throw new DataSetException($"{folder} is no data set that can be used:\n{string.Join('\n', problems.Select(p => $"  {p}"))}");
        }
    }

    private static ReadOnlySpan<float> Row(float[] values, int frame, int length) => values.AsSpan(frame * length, length);
}
