using System.Globalization;
using BlindVla.Training;

namespace BlindVla.Cli;

/// <summary>How a collection goes: one line that redraws itself on a terminal, a line now and then elsewhere.</summary>
/// <param name="output">The error stream.</param>
/// <param name="what">What is counted.</param>
internal sealed class CollectProgress(ConsoleWriter output, string what, TimeProvider time)
{
    private static readonly TimeSpan PlainLineEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RedrawEvery = TimeSpan.FromSeconds(0.2);

    private readonly long _begun = time.GetTimestamp();
    private long _lastLine;
    private CollectingProgress? _last;
    private int? _before;

    /// <summary>Something was finished.</summary>
    public void Show(CollectingProgress progress)
    {
        _last = progress;
        _before ??= progress.Done - 1;
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
        if (_last is { } last)
        {
            Write(last);
        }
        if (output.TerminalWidth is not null)
        {
            output.WriteLine();
        }
    }

    private void Write(CollectingProgress progress)
    {
        var rate = (progress.Done - _before!.Value) / Math.Max(1e-9, progress.Seconds);
        var left = TimeSpan.FromSeconds((progress.Planned - progress.Done) / Math.Max(1e-9, rate));
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
