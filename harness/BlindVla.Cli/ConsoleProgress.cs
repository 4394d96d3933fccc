using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Cli;

/// <summary>A bar that redraws itself on a terminal, plain lines elsewhere.</summary>
/// <param name="output">Where progress goes: the error stream, so that tables can be piped.</param>
/// <param name="isTerminal">Whether a line may be redrawn.</param>
internal sealed class ConsoleProgress(TextWriter output, bool isTerminal, TimeProvider time) : IEvaluationObserver
{
    private const int BarWidth = 24;
    private const string EraseLine = "\r\u001b[2K";
    private static readonly TimeSpan PlainLineEvery = TimeSpan.FromSeconds(10);

    private long _lastLine = time.GetTimestamp();

    public void OnStart(RunProgress progress)
    {
        if (progress.Earlier > 0)
            output.WriteLine($"{progress.Earlier} of {progress.Planned} trials are there already");
        Show(progress, isLast: false);
    }

    public void OnTrial(TrialRecord trial, RunProgress progress) => Show(progress, isLast: progress.Earlier + progress.Done == progress.Planned);

    public void OnAttemptFailed(EpisodeSpec episode, string policy, int attempt, string error, bool willRetry)
    {
        var erase = isTerminal ? EraseLine : "";
        output.WriteLine($"{erase}{episode.Id} under {policy}, attempt {attempt}: {error.Split('\n')[0]}; {(willRetry ? "trying again" : "given up as errored")}");
    }

    private void Show(RunProgress progress, bool isLast)
    {
        var done = progress.Earlier + progress.Done;
        var policies = string.Join("  ", progress.Policies.Select(p => $"{p.Policy} {p.Successes}/{p.N}{(p.Errored > 0 ? $" ({p.Errored} errored)" : "")}"));
        var rate = $"{progress.TrialsPerSecond:F2} trials/s";
        var eta = progress.Remaining is { } remaining ? $"{(int)remaining.TotalHours}:{remaining:mm\\:ss} left" : "";
        if (isTerminal)
        {
            var filled = progress.Planned == 0 ? BarWidth : done * BarWidth / progress.Planned;
            output.Write($"{EraseLine}{new string('█', filled)}{new string('░', BarWidth - filled)} {done}/{progress.Planned}  {rate}  {eta}  {policies}");
            if (isLast)
                output.WriteLine();
        }
        else if (isLast || time.GetElapsedTime(_lastLine) >= PlainLineEvery)
        {
            _lastLine = time.GetTimestamp();
            output.WriteLine($"{done}/{progress.Planned} trials  {rate}  {eta}  {policies}");
        }
    }
}
