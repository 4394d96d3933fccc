using System.Collections.Immutable;
using BlindVla.Cluster;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Scenarios;

namespace BlindVla.Cli;

/// <summary>
/// A gate's run by tasks of a few scenes each, handed out in the scenes' order and never far ahead of what the gate has looked at, so that
/// a gate that can say early has run little more than it needed.
/// </summary>
/// <param name="Rules">The gate.</param>
/// <param name="Plan">The most that it may run.</param>
/// <param name="Size">What it is planned to take.</param>
/// <param name="Sides">Names of baseline and candidate.</param>
/// <param name="Script">What a task does.</param>
/// <param name="TasksAtATime">That wait or run.</param>
/// <param name="Output">The run's folder.</param>
/// <param name="Resume">Go on with an array that is there.</param>
internal sealed record GateArray(
    GateRules Rules,
    EpisodePlan Plan,
    GatePlan Size,
    ImmutableArray<string> Sides,
    JobScript Script,
    int TasksAtATime,
    string Output,
    bool Resume
)
{
    /// <summary>What may have been run in vain when the gate can say: this part of a plan of fixed size.</summary>
    private const int PartsOfAFixedPlan = 4;

    /// <summary>Slurm numbers the tasks of an array to 1,000 unless a site says otherwise (slurm.conf, MaxArraySize 1001).</summary>
    private const int MostParts = 1000;

    /// <summary>Parts of the scenes so small that all tasks together never run more of them ahead than what may be in vain.</summary>
    public static int PartsOf(GatePlan size, int tasksAtATime)
    {
        var scenes = Math.Max(1, size.LongestPerCell / 2 / PartsOfAFixedPlan / tasksAtATime);
        return Math.Min(MostParts, (size.LongestPerCell + scenes - 1) / scenes);
    }

    public async Task<GateResult> RunAsync(ISlurm slurm, CommandConsole console, CancellationToken cancellationToken)
    {
        using var array = new FollowedArray(Script, Output, Resume);
        var rounds = new GateRounds(Rules, Plan.Episodes, Sides[0], Sides[1], [.. Size.Claims.Select(claim => claim.Power)]);
        ImmutableArray<int> planned =
        [
            .. Enumerable.Range(1, Script.Parts).Select(part => Sides.Length * PartOf(Plan, new(part, Script.Parts)).Episodes.Length),
        ];
        using var progress = new ConsoleProgress(console.Progress, TasksAtATime, TimeProvider.System, planned.Sum());
        var run = new ArrayRun(slurm, Script.Folder, planned, Sides, new ArrayProgress(progress), TimeProvider.System)
        {
            TasksAtATime = TasksAtATime,
            Suffices = trials => rounds.Look(trials).IsOver,
        };
        await array.FollowAsync(run, progress, cancellationToken);

        var overhead = array.Overhead;
        var all = array.Parts.Sum(part => RecordedRun.Open(part).Trials.Count);
        var result = array.Gather(whole => rounds.Gather(array.Parts, whole, TimeProvider.System));
        var recorded = RecordedRun.Open(Output);
        if (overhead is not null)
            console.Progress.WriteLine(overhead);
        GateRun.Say(result, Size.Episodes, Sides, recorded.Record, recorded.Trials, recorded.Path, console.Progress);
        if (all > recorded.Trials.Count)
            console.Progress.WriteLine(
                $"{RunPlan.Of(all - recorded.Trials.Count, "trial", "trials")} more had been run when the gate could say, and are left out."
            );
        return result.Gate;
    }

    /// <summary>The scenes of a part: consecutive ones.</summary>
    public static EpisodePlan PartOf(EpisodePlan plan, Shard part)
    {
        var (first, end) = part.RangeOf(plan.Counts.Most);
        return plan.Scenes(first, end);
    }
}
