using System.Collections.Immutable;
using System.Text.Json;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>
/// Whether a simulator says of policies what the world says that it stands for: the same policies, run in both on the same cells. Measures
/// are those of SimplerEnv (Li et al. 2024, arXiv 2405.05941, with its code), and Spearman's.
/// </summary>
/// <param name="SchemaVersion">Of its JSON.</param>
/// <param name="Simulated">Folder of the run whose word is to be judged.</param>
/// <param name="Real">Folder of the run that is taken for the truth.</param>
/// <param name="Over">What the points are.</param>
/// <param name="Points">At least two.</param>
/// <param name="Spearman">Rank correlation, ties having the mean of their ranks.</param>
/// <param name="Pearson">Correlation of the rates.</param>
/// <param name="MeanMaximumRankViolation">Between 0, no pair is ranked the other way round, and 1; see
/// <see cref="RankAgreement"/>.</param>
/// <param name="IsPaired">Whether an episode's number says which episode it is, in both.</param>
/// <param name="Shared">Trials of one policy in one episode that both finished; none where they are not paired.</param>
/// <param name="Discordant">Those of them that ended differently.</param>
/// <param name="LeftOut">What only one of the runs has, or did not finish, in words.</param>
public sealed record WorldAgreement(
    int SchemaVersion,
    string Simulated,
    string Real,
    AgreementUnit Over,
    ImmutableArray<AgreementPoint> Points,
    AgreementMeasure Spearman,
    AgreementMeasure Pearson,
    AgreementMeasure MeanMaximumRankViolation,
    bool IsPaired,
    int Shared,
    ImmutableArray<DiscordantEpisode> Discordant,
    ImmutableArray<string> LeftOut
)
{
    public const int CurrentSchemaVersion = 1;

    /// <param name="over">What to compare; null for policies where three or more are in both runs, otherwise cells.</param>
    /// <exception cref="RunException">The runs are not of one suite, a name stands for two policies, or there are not two
    /// points.</exception>
    public static WorldAgreement Of(RecordedRun simulated, RecordedRun real, AgreementUnit? over = null)
    {
        var policies = SharedPolicies(simulated, real);
        var unit = over ?? (policies.Count >= 3 ? AgreementUnit.Policies : AgreementUnit.Cells);
        var (left, right) = (Finished(simulated, policies), Finished(real, policies));
        var cells = CellsOf(left).Intersect(CellsOf(right)).ToHashSet();
        var conditions = new ConditionSet(cells.Select(cell => cell.Condition));
        string NameOf(PolicyCell cell) => conditions.Of(cell.Condition)[^1].Name;
        var points = cells
            .GroupBy(cell => unit == AgreementUnit.Policies ? cell.Policy : $"{cell.Policy} in {NameOf(cell)}")
            .OrderBy(point => point.Key, StringComparer.Ordinal)
            .Select(point => (Name: point.Key, Cells: point.OrderBy(cell => NameOf(cell), StringComparer.Ordinal).ToList()))
            .ToList();
        if (points.Count < 2)
        {
            throw new RunException(
                RunFault.Refused,
                $"{simulated.Path} and {real.Path} have {(points.Count == 0 ? "nothing" : $"only {points[0].Name}")} in common: an order "
                    + $"needs two {(unit == AgreementUnit.Policies ? "policies" : "cells")} at least"
            );
        }
        var isPaired = simulated.Record.Identity.Seed is { } seed && seed == real.Record.Identity.Seed;
        var draws = new RateDraws([.. points.Select(point => point.Cells)], left, right, isPaired);
        var pairs = isPaired ? Pairs(left, right) : [];
        return new(
            CurrentSchemaVersion,
            simulated.Path,
            real.Path,
            unit,
            [
                .. points.Select(
                    (point, i) =>
                        new AgreementPoint(point.Name, Side(left, point.Cells, draws.Simulated[i]), Side(right, point.Cells, draws.Real[i]))
                ),
            ],
            draws.Measure(RankAgreement.Spearman),
            draws.Measure(RankAgreement.Pearson),
            draws.Measure((simulation, truth) => RankAgreement.MeanMaximumViolation(simulation, truth)),
            isPaired,
            pairs.Count,
            [
                .. pairs
                    .Where(pair => pair.Simulated.Succeeded() != pair.Real.Succeeded())
                    .Select(pair => new DiscordantEpisode(pair.Real.Policy, pair.Real.EpisodeId, pair.Simulated.Succeeded())),
            ],
            [.. NotInBoth(simulated, real, policies, cells), .. Errored(simulated, policies), .. Errored(real, policies)]
        );
    }

    /// <summary>As indented JSON with snake_case names.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, AgreementJson.Default.WorldAgreement);

    private static List<string> SharedPolicies(RecordedRun simulated, RecordedRun real)
    {
        var (one, other) = (simulated.Record.Identity, real.Record.Identity);
        if (one.Suite.Name != other.Suite.Name || one.Suite.Sha256 != other.Suite.Sha256)
        {
            throw new RunException(
                RunFault.Refused,
                $"{simulated.Path} is of suite {one.Suite.Name} {one.Suite.Version} ({Short(one.Suite.Sha256)}), {real.Path} of "
                    + $"{other.Suite.Name} {other.Suite.Version} ({Short(other.Suite.Sha256)}): cells of the same name are "
                    + "not the same thing"
            );
        }
        var shared = new List<string>();
        foreach (var policy in one.Policies)
        {
            if (other.Policies.FirstOrDefault(there => there.Name == policy.Name) is not { } there)
                continue;
            if (policy.Acts != there.Acts && policy.Kind != PolicyIdentity.Imported && there.Kind != PolicyIdentity.Imported)
            {
                throw new RunException(
                    RunFault.Refused,
                    $"{policy.Name} is {policy.Acts} in {simulated.Path}, and {there.Acts} in {real.Path}: two policies under one name"
                );
            }
            shared.Add(policy.Name);
        }
        return shared;
    }

    private static string Short(string digest) => digest[..Math.Min(12, digest.Length)];

    private static List<TrialRecord> Finished(RecordedRun run, List<string> policies) =>
        [.. run.Trials.Where(trial => trial.Outcome != Outcome.Errored && policies.Contains(trial.Policy))];

    private static IEnumerable<PolicyCell> CellsOf(IEnumerable<TrialRecord> trials) => trials.Select(PolicyCell.Of).Distinct();

    private static AgreementSide Side(IEnumerable<TrialRecord> trials, IReadOnlyCollection<PolicyCell> cells, double rate)
    {
        var own = trials.Where(trial => cells.Contains(PolicyCell.Of(trial))).ToList();
        return new(own.Count(trial => trial.Succeeded()), own.Count, rate);
    }

    private static List<(TrialRecord Simulated, TrialRecord Real)> Pairs(List<TrialRecord> left, List<TrialRecord> right)
    {
        var simulated = left.ToDictionary(trial => trial.Key);
        return
        [
            .. right
                .Where(trial => simulated.ContainsKey(trial.Key))
                .Select(trial => (simulated[trial.Key], trial))
                .OrderBy(pair => pair.trial.Policy, StringComparer.Ordinal)
                .ThenBy(pair => pair.trial.EpisodeId, StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<string> NotInBoth(RecordedRun simulated, RecordedRun real, List<string> policies, HashSet<PolicyCell> cells)
    {
        foreach (var run in (RecordedRun[])[simulated, real])
        {
            foreach (var policy in run.Record.Identity.Policies.Where(policy => !policies.Contains(policy.Name)))
                yield return $"policy {policy.Name}: only in {run.Path}";
            var alone = CellsOf(Finished(run, policies)).Where(cell => !cells.Contains(cell)).ToList();
            if (alone.Count > 0)
                yield return $"{alone.Count} cell{(alone.Count == 1 ? "" : "s")} of these policies: only in {run.Path}";
        }
    }

    private static IEnumerable<string> Errored(RecordedRun run, List<string> policies) =>
        run.Trials.Count(trial => trial.Outcome == Outcome.Errored && policies.Contains(trial.Policy)) is > 0 and var errored
            ? [$"{errored} errored trial{(errored == 1 ? "" : "s")} of {run.Path}"]
            : [];
}
