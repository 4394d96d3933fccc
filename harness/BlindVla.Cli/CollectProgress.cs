using System.Globalization;
using BlindVla.Training;

namespace BlindVla.Cli;

/// <summary>How a collection goes: one line that redraws itself on a terminal, a line now and then elsewhere.</summary>
/// <param name="output">The error stream.</param>
/// <param name="what">What is counted.</param>
/// <param name="folder">Where it goes.</param>
internal sealed class CollectProgress(ConsoleWriter output, string what, string folder, TimeProvider time)
{
    private static readonly TimeSpan PlainLineEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RedrawEvery = TimeSpan.FromSeconds(0.2);

    private readonly long _begun = time.GetTimestamp();
    private long _lastLine;
    private CollectingProgress? _last;

    /// <summary>It begins, or something was finished.</summary>
    public void Show(CollectingProgress progress)
    {
        if (_last is null)
        {
            output.WriteLine(
                $"{what} into {folder}{(progress.Before > 0 ? $", where {progress.Before} of {progress.Planned} are" : "")}; "
                    + "Ctrl+C keeps what is finished, and the same command goes on"
            );
        }
        _last = progress;
        if (progress.Done == progress.Before)
        {
            return;
        }
        if (time.GetElapsedTime(_lastLine == 0 ? _begun : _lastLine) < (output.TerminalWidth is null ? PlainLineEvery : RedrawEvery))
        {
            return;
        }
        _lastLine = time.GetTimestamp();
        Write(progress);
    }

    /// <summary>There is no more.</summary>
    public void End()
    {
        if (_last is null)
        {
            output.WriteLine($"{folder} is finished: nothing is left to do");
        }
        else if (_last.Done > _last.Before)
        {
            Write(_last);
            if (output.TerminalWidth is not null)
            {
                output.WriteLine();
            }
        }
    }

    /// <param name="progress">Something was finished by this call: nothing else says how fast it is.</param>
    private void Write(CollectingProgress progress)
    {
        var rate = (progress.Done - progress.Before) / Math.Max(1e-9, progress.Seconds);
        var left = TimeSpan.FromSeconds((progress.Planned - progress.Done) / rate);
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{progress.Done}/{progress.Planned} {what}  {rate:F1}/s  {progress.Frames} frames  {TimeLeft.Of(left)}"
        );
        if (output.TerminalWidth is null)
        {
            output.WriteLine(line);
        }
        else
        {
            output.Write(ConsoleProgress.EraseLine + line);
        }
    }
}
