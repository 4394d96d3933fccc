using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>
/// Both sides of a gate on the same episodes, a round of one episode per cell after the other, until the gate can say. Cells that belong to
/// no open claim are left out of later rounds. A trial that stays errored after its attempts is in no pair, but where only the candidate's
/// is, a pass counts it as a failure; only a resumption runs it again.
/// </summary>
public sealed class SequentialRun
{
    private const string RepeatSuffix = "-again";

    /// <summary>Rounds in which a baseline that is not deterministic is run twice.</summary>
    private const int RepeatedRounds = 5;

    private readonly GateRules _rules;
    private readonly ConditionSet _conditions;
    private readonly ImmutableArray<ImmutableArray<EpisodeSpec>> _rounds;
    private readonly NamedPolicy _baseline;
    private readonly NamedPolicy _candidate;
    private readonly NamedPolicy? _again;
    private readonly ImmutableArray<double>? _power;

    /// <param name="rules">The gate.</param>
    /// <param name="episodes">Those that may be run; beyond them the gate gives up.</param>
    /// <param name="baseline">What must not be undercut.</param>
    /// <param name="candidate">What is to be released.</param>
    /// <param name="power">With which each claim is planned to pass where both are as good; null where nothing is.</param>
    public SequentialRun(
        GateRules rules,
        IReadOnlyCollection<EpisodeSpec> episodes,
        NamedPolicy baseline,
        NamedPolicy candidate,
        ImmutableArray<double>? power = null
    )
    {
        (_rules, _baseline, _candidate, _power) = (rules, baseline, candidate, power);
        _conditions = new(episodes.Select(episode => episode.Condition));
        _rounds = [.. episodes.GroupBy(episode => episode.Index).OrderBy(round => round.Key).Select(round => round.ToImmutableArray())];
        _again = baseline.Policy.Spec.IsDeterministic ? null : new(baseline.Name + RepeatSuffix, baseline.Policy);
    }

    /// <summary>All that acts in the run: baseline, candidate, and the baseline once more where it is not deterministic.</summary>
    public ImmutableArray<NamedPolicy> Policies => _again is null ? [_baseline, _candidate] : [_baseline, _candidate, _again];

    /// <summary>More trials than this are never run.</summary>
    public int MostTrials => _rounds.Select((round, number) => round.Length * Acting(number).Length).Sum();

    /// <summary>Runs until the gate can say, or there are no more episodes.</summary>
    /// <param name="folder">Of a run of <see cref="Policies"/>; what it has already is not run again.</param>
    /// <exception cref="RunException">As of <see cref="Evaluator.RunAsync"/>.</exception>
    /// <exception cref="OperationCanceledException">Somebody stopped it; what was finished is in the folder.</exception>
    public async Task<SequentialResult> RunAsync(
        IEnvironmentSource environments,
        RunFolder folder,
        EvaluationOptions options,
        IEvaluationObserver observer,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        folder.LetLook(_rules, _power);
        await using (var run = await StartAsync())
        {
            var gate = new SequentialGate(_rules, folder.Record.PowerFor(_rules));
            await RunRoundsAsync(run, gate, options.Stopping);
            await run.EndAsync();
        }
        cancellationToken.ThrowIfCancellationRequested();
        options.Stopping.ThrowIfCancellationRequested();
        var result = Judge(folder);
        folder.Conclude(result.Gate.Verdict);
        return result;

        async Task<OngoingRun> StartAsync()
        {
            try
            {
                return await new Evaluator(environments, Policies, options, observer, time).StartAsync(folder, cancellationToken);
            }
            catch
            {
                // A run that did not come to run is as far as it was, and nobody runs it.
                folder.Close();
                throw;
            }
        }
    }

    /// <summary>The next round waits behind the one that is run, so that no worker does. What it has of cells is decided before: by what
    /// the gate could say when the round before it began. Behind a round that is there already none waits: a run that is decided is not
    /// run on.</summary>
    private async Task RunRoundsAsync(OngoingRun run, SequentialGate gate, CancellationToken stopping)
    {
        var chosen = Choose(0, gate);
        var trials = Begin(run, 0, chosen);
        for (var number = 0; number < _rounds.Length; number++)
        {
            var next = Choose(number + 1, gate);
            var ahead = trials.IsCompleted ? null : Begin(run, number + 1, next);
            if (await trials is not { } finished || stopping.IsCancellationRequested)
            {
                return;
            }
            TrialRecord Of(EpisodeSpec episode, NamedPolicy policy) => finished[new(episode.Id, policy.Name)];
            gate.AddRound(_conditions, chosen.Select(episode => (Of(episode, _baseline), Of(episode, _candidate))));
            if (gate.IsOver)
            {
                run.Withdraw();
                return;
            }
            (chosen, trials) = (next, ahead ?? Begin(run, number + 1, next));
        }
    }

    /// <summary>The episodes of a round that are worth running; none where there is no such round any more.</summary>
    private ImmutableArray<EpisodeSpec> Choose(int number, SequentialGate gate)
    {
        var open = gate.Open.ToHashSet();
        return [.. _rounds.Skip(number).FirstOrDefault([]).Where(episode => open.Overlaps(_conditions.NamesOf(episode.Condition)))];
    }

    /// <summary>Offers a round's trials.</summary>
    private Task<IReadOnlyDictionary<TrialKey, TrialRecord>?> Begin(OngoingRun run, int number, ImmutableArray<EpisodeSpec> chosen) =>
        run.RunAsync(chosen.SelectMany(episode => Acting(number).Select(policy => new PlannedTrial(episode, policy))));

    private ImmutableArray<NamedPolicy> Acting(int number) => number < RepeatedRounds ? Policies : [_baseline, _candidate];

    private SequentialResult Judge(RunFolder folder)
    {
        var run = RecordedRun.Open(folder.Path);
        var sides = run.Record.Identity.Policies.ToDictionary(policy => policy.Name, policy => new ComparisonSide(run, policy));
        return ReleaseGate.OfRounds(
            _rules,
            sides[_baseline.Name],
            sides[_candidate.Name],
            MeantCells.Of(_conditions),
            _again is null ? null : Repeat(sides)
        );
    }

    /// <summary>The share of episodes on which the baseline, run again, ended otherwise.</summary>
    private double Repeat(Dictionary<string, ComparisonSide> sides)
    {
        var counts = Comparison.Of(sides[_baseline.Name], sides[_again!.Name]).Find(Condition.Everything)!.Counts;
        return counts.Pairs == 0 ? 0 : (double)counts.Discordant / counts.Pairs;
    }
}
