using System.CommandLine;
using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Reports;
using BlindVla.Scenarios;
using Microsoft.Extensions.Logging;

namespace BlindVla.Cli;

/// <summary>
/// Runs both arms of a gate on the same episodes, a round of one episode per cell at a time, until the gate can say. Cells that belong to no open
/// claim are left out of later rounds. A trial that stays errored after its attempts leaves its pair; only a resumption runs it again.
/// </summary>
/// <param name="Rules">The gate.</param>
/// <param name="Suite">What is run.</param>
/// <param name="Policies">Baseline and candidate.</param>
/// <param name="Seed">Of every draw.</param>
/// <param name="Discordance">Expected share of discordant pairs, which sizes the fixed plan that is compared with.</param>
/// <param name="Output">The run's folder.</param>
/// <param name="Resume">Go on with the run that is there.</param>
/// <param name="Workers">Episodes at a time.</param>
internal sealed record GateRun(
    GateRules Rules, Suite Suite, IReadOnlyList<NamedPolicy> Policies, ulong Seed, double Discordance, string Output, bool Resume, int Workers)
{
    private const string RepeatSuffix = "-again";

    private const int MaxAttempts = 3;

    /// <summary>A sequential test may need more than the fixed plan; beyond this many times as much it gives up.</summary>
    private const int PatienceFactor = 2;

    /// <summary>Rounds in which a baseline that is not deterministic is run twice.</summary>
    private const int RepeatedRounds = 5;

    public async Task<GateResult> RunAsync(IEnvironmentSource environments, ParseResult parse, RunLog log, CancellationToken cancellationToken)
    {
        var spec = await environments.DescribeAsync(cancellationToken);
        var perCell = GatePlan.Of(Rules, Suite.Plan(Seed, 1).Conditions, Discordance).PerCell;
        var plan = Suite.Plan(Seed, PatienceFactor * perCell);
        Suites.Require(plan, spec, Policies, []);
        var (baseline, candidate) = (Policies[0], Policies[1]);
        var again = baseline.Policy.Spec.IsDeterministic ? null : new NamedPolicy(baseline.Name + RepeatSuffix, baseline.Policy);
        NamedPolicy[] all = again is null ? [baseline, candidate] : [baseline, candidate, again];

        var run = new RunPlan(plan, all, null, null, Output, Resume, Workers, MaxAttempts, VideoMode.None);
        using var folder = run.Open(spec, Invocation.Of(parse).Progress);
        return await log.RunAsync(folder, logger => DecideAsync(environments, plan, perCell, again, folder, Invocation.Of(parse), logger, cancellationToken));
    }

    /// <param name="perCell">Episodes of each cell in a plan of fixed size.</param>
    /// <param name="again">The baseline once more, where it is not deterministic; otherwise null.</param>
    private async Task<GateResult> DecideAsync(
        IEnvironmentSource environments, EpisodePlan plan, int perCell, NamedPolicy? again, RunFolder folder, Invocation invocation, ILogger logger, CancellationToken cancellationToken)
    {
        var (baseline, candidate, time, error) = (Policies[0], Policies[1], TimeProvider.System, invocation.Progress);
        using var display = new ConsoleProgress(error, Workers, time);
        var progress = new LoggedProgress(new RoundProgress(display), logger);
        using var finishing = invocation.Interruption.Finishing(display.OnStopping);
        var options = new EvaluationOptions(Workers, MaxAttempts, TimeSpan.FromSeconds(60)) { Stopping = invocation.Interruption.Stop };
        Evaluator Evaluation(params NamedPolicy[] policies) => new(environments, policies, options, progress, time);

        var gate = new SequentialGate(Rules);
        var conditions = plan.Conditions;
        var done = 0;
        foreach (var (round, episodes) in plan.Episodes.GroupBy(episode => episode.Index).OrderBy(round => round.Key).Index())
        {
            var open = gate.Open.ToHashSet();
            var chosen = episodes.Where(episode => open.Overlaps(conditions.NamesOf(episode.Condition))).ToList();
            done += chosen.Count;
            await Evaluation(baseline, candidate).RunAsync(chosen, folder, cancellationToken);
            invocation.Interruption.Stop.ThrowIfCancellationRequested();
            if (again is not null && round < RepeatedRounds)
                await Evaluation(again).RunAsync(chosen, folder, cancellationToken);
            Feed(gate, conditions, chosen, folder);
            if (gate.Verdict != Verdict.Inconclusive)
                break;
        }

        var run = RecordedRun.Open(folder.Path);
        var arms = run.Record.Identity.Policies.Select(policy => new ComparisonArm(run, policy)).ToList();
        var repeat = again is null ? (double?)null : Repeat(Comparison.Of(arms[0], arms[2]));
        var fixedPlan = perCell * plan.Episodes.Count(episode => episode.Index == 0);
        foreach (var warning in ClippingWarning.Of(run.Trials))
            error.WriteLine(warning);
        var judged = ReleaseGate.Judge(Rules, arms[0], arms[1], repeat);
        error.WriteLine(
            $"{done} episodes under each policy; a plan of fixed size takes {fixedPlan}: {(done <= fixedPlan ? $"{fixedPlan - done} saved" : $"{done - fixedPlan} more")}. {folder.Path}");
        if (run.Record.Trials.Errored is > 0 and var errored)
            error.WriteLine($"Errored trials: {errored}, left out with their pairs. The same command with --out and --resume runs them again.");
        return ReleaseGate.Decided(judged, gate, done);
    }

    /// <summary>Tells the gate of every pair that both policies carried out.</summary>
    private void Feed(SequentialGate gate, ConditionSet conditions, IEnumerable<EpisodeSpec> episodes, RunFolder folder)
    {
        var trials = folder.Trials.ToDictionary(trial => trial.Key);
        foreach (var episode in episodes)
        {
            var (left, right) = (trials[new(episode.Id, Policies[0].Name)], trials[new(episode.Id, Policies[1].Name)]);
            if (left.Outcome != Outcome.Errored && right.Outcome != Outcome.Errored)
                gate.Add([.. conditions.NamesOf(episode.Condition)], left.Succeeded(Rules.SuccessRule), right.Succeeded(Rules.SuccessRule));
        }
    }

    private static double Repeat(Comparison comparison)
    {
        var counts = comparison.Find(Condition.Everything)!.Counts;
        return counts.Pairs == 0 ? 0 : (double)counts.Discordant / counts.Pairs;
    }
}
