using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Cli;

/// <summary>A bar that redraws itself on a terminal until this is disposed, plain lines elsewhere.</summary>
/// <param name="output">Where progress goes: the error stream, so that tables can be piped.</param>
/// <param name="workers">Trials at a time, to begin with.</param>
/// <param name="most">Trials after which a run whose end nobody knows is over; null where all that is planned is run.</param>
internal sealed class ConsoleProgress(ConsoleWriter output, int workers, TimeProvider time, int? most = null) : IRunProgress
{
    private const int BarWidth = 24;
    internal const string EraseLine = "\r\u001b[2K";
    private static readonly TimeSpan PlainLineEvery = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private long _lastLine = time.GetTimestamp();
    private int _workers = workers;
    private int _left;
    private bool _barIsOpen;

    public void OnPlanned(RunProgress progress) => Show(progress, isLast: false);

    public void OnTrial(TrialRecord trial, RunProgress progress) =>
        Show(progress, isLast: progress.Earlier + progress.Done == progress.Planned);

    public void OnAttemptFailed(EpisodeSpec episode, string policy, int attempt, string error, bool willRetry) =>
        Line(
            $"{episode.Id} under {policy}, attempt {attempt}: {error.Split('\n')[0]}; "
                + $"{(willRetry ? "trying again" : "given up as errored")}"
        );

    public void OnMeasured(WorkerRate measured, int workers) => _workers = workers;

    /// <summary>Somebody pressed Ctrl+C: nothing new is begun.</summary>
    public void OnStopping()
    {
        var running = Math.Min(_workers, _left);
        Line(
            $"stopping, {running} trial{(running == 1 ? " is" : "s are")} being finished; again to abandon {(running == 1 ? "it" : "them")}"
        );
    }

    /// <summary>What is written next begins a line.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_barIsOpen)
                output.WriteLine();
            _barIsOpen = false;
        }
    }

    /// <summary>A line of its own, above the bar where there is one.</summary>
    public void Line(string text)
    {
        lock (_lock)
            output.WriteLine(output.TerminalWidth is null ? text : EraseLine + text);
    }

    private void Show(RunProgress progress, bool isLast)
    {
        lock (_lock)
        {
            var done = progress.Earlier + progress.Done;
            _left = progress.Planned - done;
            var rate = $"{progress.TrialsPerSecond:F2} trials/s";
            var count = most is null ? $"{done}/{progress.Planned}" : $"{done} of at most {most}";
            var eta = most is null && progress.Remaining is { } remaining ? $"{TimeLeft.Of(remaining)}  " : "";
            if (output.TerminalWidth is { } width)
            {
                var all = most ?? progress.Planned;
                var filled = all == 0 ? BarWidth : done * BarWidth / all;
                var line = $"{new string('█', filled)}{new string('░', BarWidth - filled)} {count}  {rate}  {eta}{Successes(progress)}";
                // A line that wraps cannot be erased.
                output.Write(EraseLine + (line.Length < width ? line : string.Concat(line.AsSpan(0, Math.Max(0, width - 2)), "…")));
                _barIsOpen = true;
            }
            else if (isLast || time.GetElapsedTime(_lastLine) >= PlainLineEvery)
            {
                _lastLine = time.GetTimestamp();
                output.WriteLine($"{count} trials  {rate}  {eta}{Successes(progress)}");
            }
        }
    }

    private static string Successes(RunProgress progress) =>
        "successes " + string.Join(", ", progress.Policies.Select(policy => Successes(policy, named: progress.Policies.Length > 1)));

    private static string Successes(PolicyProgress policy, bool named) =>
        (named ? $"{policy.Policy} " : "") + $"{policy.Successes}/{policy.N}" + (policy.Errored > 0 ? $" ({policy.Errored} errored)" : "");
}
