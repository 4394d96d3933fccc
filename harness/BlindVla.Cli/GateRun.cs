using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Reports;
using BlindVla.Scenarios;
using Microsoft.Extensions.Logging;

namespace BlindVla.Cli;

/// <summary>Runs both sides of a gate until it can say, and says how that goes.</summary>
/// <param name="Rules">The gate.</param>
/// <param name="Suite">What is run.</param>
/// <param name="Policies">Baseline and candidate.</param>
/// <param name="Seed">Of every draw.</param>
/// <param name="Basis">What is expected, which sizes the fixed plan that is compared with.</param>
/// <param name="Output">The run's folder.</param>
/// <param name="Resume">Go on with the run that is there.</param>
/// <param name="Workers">Episodes at a time.</param>
/// <param name="TrialTimeout">Of one attempt at a trial; null for any time.</param>
internal sealed record GateRun(
    GateRules Rules,
    Suite Suite,
    IReadOnlyList<NamedPolicy> Policies,
    ulong Seed,
    PlanBasis Basis,
    string Output,
    bool Resume,
    WorkerRange Workers,
    TimeSpan? TrialTimeout
)
{
    private const int MaxAttempts = 3;

    /// <summary>The part of the scenes that is run and not judged; null where all are run and judged.</summary>
    public Shard? Part { get; init; }

    /// <param name="attendant">Who lays scenes and judges; null where the environment does both.</param>
    /// <returns>Null of a part.</returns>
    public async Task<GateResult?> RunAsync(
        IEnvironmentSource environments,
        Attendant? attendant,
        CommandConsole console,
        RunLog log,
        CancellationToken cancellationToken
    )
    {
        var spec = await environments.DescribeAsync(cancellationToken);
        var (size, all) = PlanOf(Rules, Suite, Seed, Basis);
        var plan = Part is null ? all : GateArray.PartOf(all, Part);
        Suites.Require(plan, spec, Policies, attendant?.CamerasIn(spec) ?? [], attendant is not null);
        var run = new SequentialRun(Rules, plan.Episodes, Policies[0], Policies[1], [.. size.Claims.Select(claim => claim.Power)]);
        var whole = new RunPlan(
            plan,
            run.Policies,
            Rules.Only,
            Part,
            Output,
            Resume,
            Workers,
            MaxAttempts,
            VideoMode.None,
            Attendant: attendant
        )
        {
            TrialTimeout = TrialTimeout,
        };
        RequireSame(plan);
        console.Progress.WriteLine(
            Part is null
                ? Most(size)
                : $"  part {Part} of its scenes: {RunPlan.Of(plan.Episodes.Length, "episode", "episodes")}, which nobody judges alone"
        );
        using var folder = whole.Open(spec, environments.Servers, console.Progress);
        SequentialResult? result;
        try
        {
            result = await log.RunAsync(folder, logger =>
                RunAsync(run, environments, spec, folder, attendant, console, logger, cancellationToken)
            );
        }
        catch (OperationCanceledException)
        {
            throw new CommandException(ExitCode.Interrupted, $"stopped; the same command with --out {folder.Path} --resume goes on");
        }
        if (result is null)
            return null;
        Say(result, size.Episodes, [Policies[0].Name, Policies[1].Name], folder.Record, folder.Trials, folder.Path, console.Progress);
        return result.Gate;
    }

    /// <summary>How long a gate is planned, and the most that it may run.</summary>
    public static (GatePlan Size, EpisodePlan Plan) PlanOf(GateRules rules, Suite suite, ulong seed, PlanBasis basis)
    {
        var size = GatePlan.Of(rules, Suites.Plan(suite, rules, seed, 1).Conditions, basis);
        return (size, Suites.Plan(suite, rules, seed, size.LongestPerCell));
    }

    public static string Most(GatePlan size) =>
        $"  at most {RunPlan.Of(size.LongestPerCell, "episode", "episodes")} of each cell, twice as many as a plan of fixed size";

    /// <returns>Null of a part.</returns>
    private async Task<SequentialResult?> RunAsync(
        SequentialRun run,
        IEnvironmentSource environments,
        EnvironmentSpec spec,
        RunFolder folder,
        Attendant? attendant,
        CommandConsole console,
        ILogger logger,
        CancellationToken cancellationToken
    )
    {
        using var display = Attendant.ProgressOf(attendant, console, Workers.First, run.MostTrials);
        using var finishing = console.Interruption.Finishing(display.OnStopping);
        var options = new EvaluationOptions(Workers.First, MaxAttempts, RunPlan.CallTimeout)
        {
            MostWorkers = Workers.Most,
            TrialTimeout = TrialTimeout,
            Watchers = [.. attendant?.WatchersIn(spec, folder) ?? []],
            Stopping = console.Interruption.Stop,
            Operator = attendant?.Operator,
        };
        var progress = new LoggedProgress(display, logger);
        if (Part is null)
            return await run.RunAsync(environments, folder, options, progress, TimeProvider.System, cancellationToken);
        await run.RunPartAsync(environments, folder, options, progress, TimeProvider.System, cancellationToken);
        return null;
    }

    /// <exception cref="CommandException">The run that is there is another gate's, and two of them err more often; or it was planned longer
    /// or shorter.</exception>
    private void RequireSame(EpisodePlan plan)
    {
        if (!RunFolder.Exists(Output, Resume))
        {
            return;
        }
        var begun = RunFolder.Begun(Output);
        if (begun.Gate is { } gate && gate != Rules.Name)
        {
            throw new CommandException(
                ExitCode.Usage,
                $"{Output} is a run of the gate {gate}, this is {Rules.Name}; go on with {gate}, or name another folder with --out"
            );
        }
        if (begun.GateSha256 is { } digest && digest != Rules.Sha256)
        {
            throw new CommandException(
                ExitCode.Usage,
                $"the gate {Rules.Name} says something else than when {Output} was begun with it, and what was run for one gate is not "
                    + "judged half by another; put its file back as it was, or begin again in another folder with --out"
            );
        }
        if (Suites.Counts(begun.Identity) is var counts && $"{counts}" != $"{plan.Counts}")
        {
            throw new CommandException(
                ExitCode.Usage,
                $"{Output} was begun with at most {counts} episodes of each cell, this would be {plan.Counts}; --discordance, "
                    + "--correlation and the gate's margins say how many: give those that it was begun with, or name another folder with "
                    + "--out"
            );
        }
    }

    /// <param name="fixedPlan">As many episodes under each policy as a plan of fixed size has.</param>
    /// <param name="sides">Names of baseline and candidate.</param>
    public static void Say(
        SequentialResult result,
        int fixedPlan,
        IEnumerable<string> sides,
        RunRecord record,
        IReadOnlyList<TrialRecord> trials,
        string path,
        ConsoleWriter error
    )
    {
        foreach (var line in ClippingWarning.Of(trials).Concat(RealTimeSummary.Of(trials)))
            error.WriteLine(line);
        // What was run ahead, or by eval afterwards, was not saved, although nobody looks at it.
        var run = sides.Max(side => trials.Count(trial => trial.Policy == side));
        var looked =
            result.Episodes < run && result.Gate.Verdict != Verdict.NotComparable ? $", of which the gate looked at {result.Episodes}" : "";
        var difference = RunPlan.Of(Math.Abs(fixedPlan - run), "episode", "episodes");
        error.WriteLine(
            $"{RunPlan.Of(run, "episode", "episodes")} under each policy{looked}; a plan of fixed size takes {fixedPlan}: {difference} "
                + $"{(run <= fixedPlan ? "saved" : "more")}. {path}"
        );
        if (record.Trials.Errored is > 0 and var errored)
        {
            error.WriteLine($"Errored trials: {errored}, in no pair. The same command with --out and --resume runs them again.");
        }
        else if (result.Gate.Verdict == Verdict.Inconclusive)
        {
            error.WriteLine(
                "This run is over, and --resume adds nothing to it. More evidence is a new run, with another --seed and --out: planned "
                    + "longer by a higher --discordance, or for a gate with a larger margin. Who asks again until a gate passes errs more "
                    + "often than its alpha."
            );
        }
    }
}
