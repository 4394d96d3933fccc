using System.Collections.Immutable;
using System.Text.Json;
using BlindVla.Files;

namespace BlindVla.DataSets;

/// <summary>
/// Writes a data set part by part. A part that is written stays, so that whoever is killed goes on behind it, and whoever stops in time
/// keeps every episode; what is written in the end depends on the episodes alone and not on when it was.
/// </summary>
public sealed class LeRobotWriter : IDisposable
{
    private const string LockFile = "collecting.lock";

    /// <summary>Of pictures: what a killed process loses at most, and what is kept in memory.</summary>
    private const int DefaultPartBytes = 32 << 20;

    private readonly DataSetFiles _files;
    private readonly DataSetFormat _format;
    private readonly FolderLock _lock;
    private readonly int _partBytes;
    private readonly List<EpisodeEntry> _finished = [];
    private readonly List<string> _tasks = [];
    private readonly List<Episode> _pending = [];
    private long _pendingBytes;
    private int _parts;

    private LeRobotWriter(DataSetFiles files, DataSetFormat format, FolderLock @lock, int partBytes) =>
        (_files, _format, _lock, _partBytes) = (files, format, @lock, partBytes);

    /// <summary>Episodes that need not be added again.</summary>
    public IReadOnlyList<EpisodeEntry> Finished => _finished;

    /// <summary>Whether there is nothing left to be done.</summary>
    public bool IsFinished => File.Exists(_files.Stats);

    /// <summary>Begins a data set, or goes on with one that was begun with the same arguments.</summary>
    /// <param name="arguments">Everything that decides what is in it, by name.</param>
    /// <exception cref="DataSetException">The folder holds something else, was begun with other arguments, is being written by another
    /// process, or cannot be written.</exception>
    public static Task<LeRobotWriter> OpenAsync(string folder, DataSetFormat format, IReadOnlyDictionary<string, string> arguments) =>
        OpenAsync(folder, format, arguments, DefaultPartBytes);

    /// <param name="partBytes">Of pictures, after which a part is full.</param>
    internal static async Task<LeRobotWriter> OpenAsync(
        string folder,
        DataSetFormat format,
        IReadOnlyDictionary<string, string> arguments,
        int partBytes
    )
    {
        var files = new DataSetFiles(folder);
        RefuseForeign(files);
        var begun = Lock(folder);
        try
        {
            var wanted = new SortedDictionary<string, string>(arguments.ToDictionary(), StringComparer.Ordinal);
            if (File.Exists(files.Collection))
            {
                RefuseOther(files, wanted);
            }
            else
            {
                DataSetFiles.Write(
                    files.Collection,
                    JsonSerializer.SerializeToUtf8Bytes(wanted, DataSetJson.Default.SortedDictionaryStringString)
                );
            }
            var writer = new LeRobotWriter(files, format, begun, partBytes);
            await writer.ResumeAsync();
            return writer;
        }
        catch
        {
            begun.Dispose();
            throw;
        }
    }

    /// <summary>Adds an episode behind those that are there.</summary>
    /// <exception cref="DataSetException">The disk refuses; whatever is finished is kept.</exception>
    public async ValueTask AddAsync(Episode episode)
    {
        _finished.Add(new(_finished.Count, episode.Task, NextFrame, episode.Frames.Length, episode.Source));
        _pending.Add(episode);
        _pendingBytes += episode.Frames.Sum(frame => (long)frame.Png.Length);
        if (_pendingBytes >= _partBytes)
        {
            await KeepAsync();
            _parts++;
            _pending.Clear();
            _pendingBytes = 0;
        }
    }

    /// <summary>Writes what is no whole part yet, for whoever goes on: the part grows then.</summary>
    /// <exception cref="DataSetException">The disk refuses; whatever is finished is kept.</exception>
    public async ValueTask KeepAsync()
    {
        if (_pending.Count == 0)
        {
            return;
        }
        var entries = _finished[^_pending.Count..];
        _tasks.AddRange(entries.Select(episode => episode.Task).Distinct().Except(_tasks).ToList());
        var part = new DataSetPart(_format, _pending, entries, _tasks);
        DataSetFiles.Write(_files.Data(_parts), await part.DataAsync());
        DataSetFiles.Write(_files.Annotations(_parts), await part.AnnotationsAsync());
        DataSetFiles.Write(_files.Questions(_parts), await part.QuestionsAsync());
        // The last: with it the part is there, or has grown.
        DataSetFiles.Write(_files.Episodes(_parts), await EpisodeTable.EncodeAsync(_format, entries, _parts));
        await WriteTotalsAsync();
    }

    /// <summary>Writes what is left, and the statistics over everything.</summary>
    /// <param name="openVlaKey">What the actions' statistics are called in OpenVLA's layout; null: they are not written in it.</param>
    /// <exception cref="DataSetException">There is no episode, or the disk refuses.</exception>
    public async ValueTask FinishAsync(string? openVlaKey = null)
    {
        await KeepAsync();
        if (_finished.Count == 0)
        {
            throw new DataSetException($"{_files.Folder}: there is no episode to make a data set of");
        }
        var statistics = await DataSetStatistics.OfAsync(_files, _parts + (_pending.Count > 0 ? 1 : 0), _format);
        if (openVlaKey is not null)
        {
            DataSetFiles.Write(_files.OpenVlaStatistics, statistics.OpenVlaJson(openVlaKey, _finished.Count));
        }
        DataSetFiles.Write(_files.Stats, statistics.LeRobotJson());
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static void RefuseForeign(DataSetFiles files)
    {
        if (File.Exists(files.Folder))
        {
            throw new DataSetException($"{files.Folder} is a file; expected a folder for the data set");
        }
        if (
            Directory.Exists(files.Folder)
            && !File.Exists(files.Collection)
            && Directory
                .EnumerateFileSystemEntries(files.Folder)
                .FirstOrDefault(entry => Path.GetFileName(entry) is not (LockFile or "meta"))
                is { } foreign
        )
        {
            throw new DataSetException(
                $"{files.Folder} holds something else than a data set that was begun here, such as {Path.GetFileName(foreign)}; "
                    + "give a folder that is empty or not there yet"
            );
        }
    }

    private static FolderLock Lock(string folder)
    {
        try
        {
            return FolderLock.TryTake(folder, LockFile) ?? throw new DataSetException($"{folder}: another process writes this data set");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataSetException($"{folder} cannot be written: {FileFault.Reason(e)}", e);
        }
    }

    private static void RefuseOther(DataSetFiles files, SortedDictionary<string, string> wanted)
    {
        SortedDictionary<string, string> begun;
        try
        {
            begun = StrictJson.Parse(DataSetFiles.Read(files.Collection), DataSetJson.Default.SortedDictionaryStringString);
        }
        catch (FormatException e)
        {
            throw new DataSetException($"{files.Collection}: {e.Message}", e);
        }
        var differences = wanted
            .Keys.Union(begun.Keys)
            .Order(StringComparer.Ordinal)
            .Select(key => (Key: key, Wanted: wanted.GetValueOrDefault(key, "nothing"), Begun: begun.GetValueOrDefault(key, "nothing")))
            .Where(argument => argument.Wanted != argument.Begun)
            .Select(argument => $"  {argument.Key}: begun with {argument.Begun}, now {argument.Wanted}")
            .ToList();
        if (differences.Count > 0)
        {
            throw new DataSetException(
                $"{files.Folder} was begun with other arguments; give those, or another folder:\n{string.Join('\n', differences)}"
            );
        }
    }

    private int NextFrame => _finished is [.., var last] ? last.From + last.Length : 0;

    /// <summary>Looks at everything that is there: it is as easily damaged as it is taken for done.</summary>
    private async Task ResumeAsync()
    {
        for (; File.Exists(_files.Episodes(_parts)); _parts++)
        {
            var (first, firstFrame) = (_finished.Count, NextFrame);
            _finished.AddRange(await EpisodeTable.ReadAsync(_format, _files.Episodes(_parts)));
            _tasks.AddRange(_finished[first..].Select(episode => episode.Task).Distinct().Except(_tasks).ToList());
            var content = new DataSetContent(_format, _files, _tasks, mayHaveMore: !IsFinished, first, firstFrame);
            await content.ReadAsync(_parts);
            if (content.Problems(info: null) is { Count: > 0 } problems)
            {
                throw new DataSetException(
                    $"{_files.Folder} is damaged; begin anew in another folder:\n{string.Join('\n', problems.Select(p => $"  {p}"))}"
                );
            }
            var bytes = content.Pictures.Sum(png => (long)png.Length);
            if (!IsFinished && bytes < _partBytes && !File.Exists(_files.Episodes(_parts + 1)))
            {
                // Whoever wrote it stopped before it was whole.
                _pending.AddRange(content.ToEpisodes());
                _pendingBytes = bytes;
                break;
            }
        }
        if (IsFinished)
        {
            if (!(await TaskTable.ReadAsync(_files.Tasks)).SequenceEqual(_tasks))
            {
                throw new DataSetException($"{_files.Tasks} has other tasks than the episodes; begin anew in another folder");
            }
        }
        else if (_finished.Count > 0)
        {
            // A process may have been killed between a part and the files that count them.
            await WriteTotalsAsync();
        }
    }

    private async Task WriteTotalsAsync()
    {
        DataSetFiles.Write(_files.Tasks, await TaskTable.EncodeAsync(_tasks));
        var info = new InfoJson(
            InfoJson.Version,
            "widowx",
            _finished.Count,
            _finished.Sum(episode => episode.Length),
            _tasks.Count,
            DataSetFiles.ChunkSize,
            DataSetFiles.MaxMegabytes,
            DataSetFiles.MaxMegabytes,
            _format.FramesPerSecond,
            new() { [_format.Split] = $"0:{_finished.Count}" },
            DataSetFiles.DataPath,
            null,
            new(_format.Features)
        );
        DataSetFiles.Write(_files.Info, JsonSerializer.SerializeToUtf8Bytes(info, DataSetJson.Default.InfoJson));
    }
}
