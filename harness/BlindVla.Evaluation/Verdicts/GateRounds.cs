using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>
/// The rounds of a gate's run, one episode of each cell each: which are worth running, what the gate says of those that were run, and how
/// parts that were run elsewhere become the run that one process would have made.
/// </summary>
public sealed class GateRounds
{
    /// <summary>Rounds in which a baseline that is not deterministic is run twice.</summary>
    internal const int Repeated = 5;

    private readonly GateRules _rules;
    private readonly ConditionSet _conditions;
    private readonly ImmutableArray<ImmutableArray<EpisodeSpec>> _rounds;
    private readonly string _baseline;
    private readonly string _candidate;
    private readonly ImmutableArray<double>? _power;

    /// <param name="rules">The gate.</param>
    /// <param name="episodes">Those that may be run; beyond them the gate gives up.</param>
    /// <param name="baseline">The name of what must not be undercut.</param>
    /// <param name="candidate">The name of what is to be released.</param>
    /// <param name="power">With which each claim is planned to pass where both are as good; null where nothing is.</param>
    public GateRounds(
        GateRules rules,
        IReadOnlyCollection<EpisodeSpec> episodes,
        string baseline,
        string candidate,
        ImmutableArray<double>? power = null
    )
    {
        (_rules, _baseline, _candidate, _power) = (rules, baseline, candidate, power);
        _conditions = new(episodes.Select(episode => episode.Condition));
        _rounds = [.. episodes.GroupBy(episode => episode.Index).OrderBy(round => round.Key).Select(round => round.ToImmutableArray())];
    }

    /// <summary>The name of the baseline where it is run once more.</summary>
    internal string Again => _baseline + "-again";

    private IEnumerable<string> Policies => new[] { _baseline, _candidate, Again }.Distinct();

    internal int Count => _rounds.Length;

    internal IEnumerable<EpisodeSpec> Episodes => _rounds.SelectMany(round => round);

    /// <summary>The episodes of a round that are worth running by what the gate can say until now; none where there is no such round any
    /// more.</summary>
    internal ImmutableArray<EpisodeSpec> Choose(int number, SequentialGate gate)
    {
        var open = gate.Open.ToHashSet();
        return [.. _rounds.Skip(number).FirstOrDefault([]).Where(episode => open.Overlaps(_conditions.NamesOf(episode.Condition)))];
    }

    internal void Tell(SequentialGate gate, ImmutableArray<EpisodeSpec> chosen, IReadOnlyDictionary<TrialKey, TrialRecord> trials) =>
        gate.AddRound(_conditions, chosen.Select(episode => (trials[new(episode.Id, _baseline)], trials[new(episode.Id, _candidate)])));

    /// <summary>Looks at trials, in whatever order they were run, as one process that runs them round by round: at the same ones.</summary>
    public LookedTrials Look(IEnumerable<TrialRecord> trials)
    {
        var there = trials.ToDictionary(trial => trial.Key);
        var gate = new SequentialGate(_rules, _power);
        var looked = ImmutableArray.CreateBuilder<TrialKey>();
        LookedTrials So(bool isOver) => new(isOver, gate.Verdict, looked.ToImmutable());
        var chosen = Choose(0, gate);
        for (var number = 0; number < Count; number++)
        {
            var next = Choose(number + 1, gate);
            if (chosen.Any(episode => !there.ContainsKey(new(episode.Id, _baseline)) || !there.ContainsKey(new(episode.Id, _candidate))))
            {
                return So(isOver: false);
            }
            Tell(gate, chosen, there);
            looked.AddRange(
                chosen.SelectMany(episode => Policies.Select(policy => new TrialKey(episode.Id, policy)).Where(there.ContainsKey))
            );
            if (gate.IsOver)
            {
                return So(isOver: true);
            }
            chosen = next;
        }
        return So(isOver: true);
    }

    /// <summary>Makes the run of parts, of the trials that the gate looked at and no others, and judges it.</summary>
    /// <param name="parts">Folders that <see cref="SequentialRun.RunPartAsync"/> filled, or began to.</param>
    /// <param name="output">A new folder.</param>
    /// <exception cref="RunException">They are not parts of one run of this gate, or the disk refuses.</exception>
    public SequentialResult Gather(IReadOnlyList<string> parts, string output, TimeProvider time)
    {
        var runs = parts.Select(RecordedRun.Open).ToList();
        var first = runs[0].Record;
        var whole = first.Identity with { Shard = null };
        foreach (var run in runs)
        {
            if (run.Record.GateSha256 != _rules.Sha256)
            {
                throw new RunException(RunFault.Refused, $"{run.Path} is not of the gate {_rules.Name} as it is now");
            }
            var differences = RunComparison.Differences(whole, run.Record.Identity with { Shard = null });
            if (!differences.IsEmpty)
            {
                throw new RunException(
                    RunFault.Refused,
                    $"{run.Path} is not of the same run as {runs[0].Path}:\n"
                        + string.Join('\n', differences.Select(difference => $"  {difference}"))
                );
            }
        }
        var owners = runs.SelectMany(run => run.Trials.Select(trial => (trial.Key, Run: run))).ToDictionary(pair => pair.Key, p => p.Run);
        var planned = Episodes.Count() * whole.Policies.Length;
        using var folder = RunFolder.Open(
            output,
            RunRecord.Begin(whole, first.Settings, planned, time),
            resume: false,
            time,
            runs[0].ReadSuite()
        );
        folder.LetLook(_rules, _power);
        folder.CopyAll([.. Look(runs.SelectMany(run => run.Trials)).Trials.Select(key => (owners[key].Trial(key), owners[key]))]);
        folder.Close();
        var result = Judge(folder.Path);
        folder.Conclude(result.Gate.Verdict);
        return result;
    }

    /// <summary>What a run comes to that has all that the gate looked at.</summary>
    internal SequentialResult Judge(string path)
    {
        var run = RecordedRun.Open(path);
        var sides = run.Record.Identity.Policies.ToDictionary(policy => policy.Name, policy => new ComparisonSide(run, policy));
        return ReleaseGate.OfRounds(
            _rules,
            sides[_baseline],
            sides[_candidate],
            MeantCells.Of(_conditions),
            Again != _candidate && sides.TryGetValue(Again, out var again) ? Repeat(sides[_baseline], again) : null
        );
    }

    /// <summary>The share of episodes on which the baseline, run again, ended otherwise.</summary>
    private static double Repeat(ComparisonSide baseline, ComparisonSide again)
    {
        var counts = Comparison.Of(baseline, again).Find(Condition.Everything)!.Counts;
        return counts.Pairs == 0 ? 0 : (double)counts.Discordant / counts.Pairs;
    }
}
