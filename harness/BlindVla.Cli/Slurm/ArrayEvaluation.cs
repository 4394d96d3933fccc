using System.Collections.Immutable;
using BlindVla.Cluster;
using BlindVla.Evaluation;
using BlindVla.Files;
using BlindVla.Reports;
using BlindVla.Scenarios;

namespace BlindVla.Cli;

/// <summary>One run by the tasks of an array: submitted, followed, put together.</summary>
/// <param name="Plan">The episodes of the whole run.</param>
/// <param name="Policies">Names, in the run's order.</param>
/// <param name="Script">What a task does.</param>
/// <param name="Output">The run's folder.</param>
/// <param name="Resume">Go on with an array that is there.</param>
internal sealed record ArrayEvaluation(
    Installation Installation,
    EpisodePlan Plan,
    ImmutableArray<string> Policies,
    JobScript Script,
    string Output,
    bool Resume
)
{
    /// <summary>The whole run is printed as JSON.</summary>
    public bool AsJson { get; init; }

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(ISlurm slurm, CommandConsole console, CancellationToken cancellationToken)
    {
        using var array = new FollowedArray(Script, Output, Resume);
        using var progress = new ConsoleProgress(console.Progress, Script.Parts, TimeProvider.System);
        ImmutableArray<int> planned =
        [
            .. Enumerable.Range(1, Script.Parts).Select(part => Plan.Shard(part, Script.Parts).Episodes.Length * Policies.Length),
        ];
        var run = new ArrayRun(slurm, Script.Folder, planned, Policies, new ArrayProgress(progress), TimeProvider.System);
        await array.FollowAsync(run, progress, cancellationToken);

        var overhead = array.Overhead;
        var merged = array.Gather(whole => MergeCommand.Merge(Installation, array.Parts, whole, allowPartial: false));
        var trials = RunFolder.Begun(Output).Trials;
        console.Results.WriteLine(
            AsJson
                ? new SummarizedRun(Path.GetFullPath(Output), merged.Status, trials, merged.Summary).ToJson()
                : SummaryTable.Plain(merged.Summary, console.Width)
        );
        if (!AsJson)
            console.Results.WriteLine(Path.GetFullPath(Output));
        if (overhead is not null)
            console.Progress.WriteLine(overhead);
        console.Progress.WriteLine($"As a page: ./blindvla report {ShellWord.Of(Output)}");
        return trials.Errored > 0 ? ExitCode.Infrastructure : ExitCode.Success;
    }
}
