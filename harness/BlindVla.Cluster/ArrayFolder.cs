using System.Globalization;

namespace BlindVla.Cluster;

/// <summary>Where an array keeps the parts of a run until they are one: beside the run's folder.</summary>
/// <param name="Path">Absolute.</param>
public sealed record ArrayFolder(string Path)
{
    /// <summary>Beside the folder of a run.</summary>
    public static ArrayFolder Of(string run) =>
        new(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(run)) + ".array");

    public string Script => System.IO.Path.Combine(Path, "job.sh");

    public string Record => System.IO.Path.Combine(Path, "array.json");

    public string Parts => System.IO.Path.Combine(Path, "parts");

    /// <param name="part">From 1.</param>
    public string Part(int part) => System.IO.Path.Combine(Parts, part.ToString(CultureInfo.InvariantCulture));

    /// <param name="task">What the task's output is named after.</param>
    public string Log(string task) => System.IO.Path.Combine(Path, $"task-{task}.log");

    /// <summary>A task of a part came to run.</summary>
    public bool HasLog(int part) => File.Exists(Log(part.ToString(CultureInfo.InvariantCulture)));

    /// <summary>What the first task of a part said first; null where none came to run.</summary>
    public string? FirstLine(int part) =>
        HasLog(part) ? File.ReadLines(Log(part.ToString(CultureInfo.InvariantCulture))).FirstOrDefault() : null;

    /// <summary>Where the run is put together before it has its own name, so that it is never half there.</summary>
    public string Whole => System.IO.Path.Combine(Path, "whole");

    /// <summary>The last lines that a task printed; empty where it printed nothing.</summary>
    public IReadOnlyList<string> LastLines(int task, int count)
    {
        var log = Log(task.ToString(CultureInfo.InvariantCulture));
        return File.Exists(log) ? [.. File.ReadLines(log).Where(line => line.Length > 0).TakeLast(count)] : [];
    }
}
