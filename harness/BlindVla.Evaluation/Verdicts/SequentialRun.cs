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
    private readonly GateRules _rules;
    private readonly GateRounds _rounds;
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
        _rounds = new(rules, episodes, baseline.Name, candidate.Name, power);
        _again = baseline.Policy.Spec.IsDeterministic ? null : new(_rounds.Again, baseline.Policy);
    }

    /// <summary>All that acts in the run: baseline, candidate, and the baseline once more where it is not deterministic.</summary>
    public ImmutableArray<NamedPolicy> Policies => _again is null ? [_baseline, _candidate] : [_baseline, _candidate, _again];

    /// <summary>More trials than this are never run.</summary>
    public int MostTrials => _rounds.Episodes.Sum(episode => Acting(episode).Length);

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
        await RunTrialsAsync(
            new(environments, Policies, options, observer, time),
            folder,
            run => RunRoundsAsync(run, new(_rules, folder.Record.PowerFor(_rules)), options.Stopping),
            options.Stopping,
            cancellationToken
        );
        var result = _rounds.Judge(folder.Path);
        folder.Conclude(result.Gate.Verdict);
        return result;
    }

    /// <summary>Runs all episodes, of a part of a run whose other parts are run elsewhere: only all of them together can say
    /// anything.</summary>
    /// <param name="folder">As of <see cref="RunAsync"/>; where all is there, the part ends as undecided.</param>
    /// <exception cref="RunException">As of <see cref="Evaluator.RunAsync"/>.</exception>
    /// <exception cref="OperationCanceledException">Somebody stopped it; what was finished is in the folder.</exception>
    public async Task RunPartAsync(
        IEnvironmentSource environments,
        RunFolder folder,
        EvaluationOptions options,
        IEvaluationObserver observer,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        await RunTrialsAsync(
            new(environments, Policies, options, observer, time),
            folder,
            async run => await run.RunAsync(Trials(_rounds.Episodes)),
            options.Stopping,
            cancellationToken
        );
        folder.Conclude(Verdict.Inconclusive);
    }

    /// <param name="runTrials">Whichever of them.</param>
    private async Task RunTrialsAsync(
        Evaluator evaluator,
        RunFolder folder,
        Func<OngoingRun, Task> runTrials,
        CancellationToken stopping,
        CancellationToken cancellationToken
    )
    {
        folder.LetLook(_rules, _power);
        await using (var run = await StartAsync(evaluator, folder, cancellationToken))
        {
            await runTrials(run);
            await run.EndAsync();
        }
        cancellationToken.ThrowIfCancellationRequested();
        stopping.ThrowIfCancellationRequested();
    }

    private static async Task<OngoingRun> StartAsync(Evaluator evaluator, RunFolder folder, CancellationToken cancellationToken)
    {
        try
        {
            return await evaluator.StartAsync(folder, cancellationToken);
        }
        catch
        {
            // A run that did not come to run is as far as it was, and nobody runs it.
            folder.Close();
            throw;
        }
    }

    /// <summary>The next round waits behind the one that is run, so that no worker does. What it has of cells is decided before: by what
    /// the gate could say when the round before it began. Behind a round that is there already none waits: a run that is decided is not
    /// run on.</summary>
    private async Task RunRoundsAsync(OngoingRun run, SequentialGate gate, CancellationToken stopping)
    {
        var chosen = _rounds.Choose(0, gate);
        var trials = run.RunAsync(Trials(chosen));
        for (var number = 0; number < _rounds.Count; number++)
        {
            var next = _rounds.Choose(number + 1, gate);
            var ahead = trials.IsCompleted ? null : run.RunAsync(Trials(next));
            if (await trials is not { } finished || stopping.IsCancellationRequested)
            {
                return;
            }
            _rounds.Tell(gate, chosen, finished);
            if (gate.IsOver)
            {
                run.Withdraw();
                return;
            }
            (chosen, trials) = (next, ahead ?? run.RunAsync(Trials(next)));
        }
    }

    private IEnumerable<PlannedTrial> Trials(IEnumerable<EpisodeSpec> episodes) =>
        episodes.SelectMany(episode => Acting(episode).Select(policy => new PlannedTrial(episode, policy)));

    private ImmutableArray<NamedPolicy> Acting(EpisodeSpec episode) =>
        episode.Index < GateRounds.Repeated ? Policies : [_baseline, _candidate];
}
