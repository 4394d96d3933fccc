using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using BlindVla.Core;
using BlindVla.Files;
using CsvHelper;

namespace BlindVla.Evaluation;

/// <summary>What a run says, per policy and scope; the same for every order in which its trials finished.</summary>
/// <param name="SchemaVersion">Version of <c>summary.json</c>.</param>
/// <param name="SuccessRule">Which of the two rates is the score; null where trials differ in it.</param>
/// <param name="Rows">By policy in the run's order, then split, group, cell; unperturbed first, then by name.</param>
public sealed record Summary(int SchemaVersion, SuccessRule? SuccessRule, ImmutableArray<SummaryRow> Rows)
{
    public const int CurrentSchemaVersion = 4;
    public const string JsonFile = "summary.json";
    public const string CsvFile = "summary.csv";

    public static Summary Of(RunIdentity identity, IReadOnlyCollection<TrialRecord> trials)
    {
        var conditions = new ConditionSet(trials.Select(trial => trial.Condition));
        return new(
            CurrentSchemaVersion,
            RuleOf(trials, identity.SuccessRule),
            [
                .. identity.Policies.SelectMany(policy =>
                    RowsOf(identity, policy, conditions, [.. trials.Where(trial => trial.Policy == policy.Name)])
                ),
            ]
        )
        {
            IsImported = identity.Imported is not null,
        };
    }

    /// <summary>Its trials were carried out by another harness.</summary>
    [JsonIgnore]
    public bool IsImported { get; private init; }

    /// <summary>Writes <c>summary.json</c> and <c>summary.csv</c>.</summary>
    /// <exception cref="RunException">The disk refuses.</exception>
    public void Write(string folder)
    {
        WriteFile(Path.Combine(folder, JsonFile), [.. JsonSerializer.SerializeToUtf8Bytes(this, SummaryJson.Default.Summary), (byte)'\n']);
        WriteFile(Path.Combine(folder, CsvFile), EncodeCsv());
    }

    /// <summary>The rule that all of the trials are scored by; null where they differ in it.</summary>
    /// <param name="run">The run's own, which counts for trials whose ledger does not say, as long as their outcomes agree with it.</param>
    internal static SuccessRule? RuleOf(IEnumerable<TrialRecord> trials, SuccessRule? run)
    {
        var rules = trials
            .Select(trial => trial.SuccessRule ?? ((trial with { SuccessRule = run }).Contradiction() is null ? run : null))
            .Distinct()
            .Take(2)
            .ToList();
        return rules switch
        {
            [] => run,
            [var only] => only,
            _ => null,
        };
    }

    private static IEnumerable<SummaryRow> RowsOf(
        RunIdentity run,
        PolicyIdentity policy,
        ConditionSet conditions,
        ImmutableArray<TrialRecord> trials
    )
    {
        var finished = trials.Where(trial => trial.Outcome != Outcome.Errored).ToDictionary(trial => trial.EpisodeId);
        var belonging = trials
            .SelectMany(trial => conditions.Of(trial.Condition).Select(scope => (Scope: scope, Trial: trial)))
            .ToLookup(pair => pair.Scope, pair => pair.Trial);
        return conditions
            .Scopes.Where(scope => scope.Kind != ScopeKind.Suite && belonging.Contains(scope))
            .Select(scope => Row(scope, [.. belonging[scope]]));

        SummaryRow Row(Scope scope, ImmutableArray<TrialRecord> members)
        {
            var counted = members.Where(trial => trial.Outcome != Outcome.Errored).ToList();
            return new(
                policy.Name,
                policy.IsPrivileged,
                scope.Kind,
                scope.Name,
                RuleOf(members, run.SuccessRule),
                counted.Count,
                counted.Count(trial => trial.Succeeded()),
                Rate.Of(Said(counted, trial => trial.SuccessAtEnd)),
                Rate.Of(Said(counted, trial => trial.SuccessAnyStep)),
                members.Length - counted.Count,
                members.Any(trial => trial.ControlId is not null) ? ControlPairs.Of(counted, finished) : null
            )
            {
                Score = Rate.Of(counted.Select(trial => (trial.SceneKey, trial.Succeeded()))),
                Measures = [.. (run.Environment.Measures ?? []).Select(measure => MeasureSummary.Of(measure, counted))],
            };
        }
    }

    /// <summary>Of the trials that say so.</summary>
    private static IEnumerable<(string Scene, bool Succeeded)> Said(IEnumerable<TrialRecord> trials, Func<TrialRecord, bool?> success) =>
        trials.Where(trial => success(trial) is not null).Select(trial => (trial.SceneKey, success(trial) == true));

    /// <summary>The columns of <c>summary.csv</c> as values.</summary>
    /// <param name="measures">Of its rows, by the names of their columns.</param>
    public static ImmutableArray<TypedColumn<SummaryRow>> Columns(IEnumerable<MeasureSummary> measures) =>
        [
            new("policy", typeof(string), row => row.Policy),
            new("privileged", typeof(bool), row => row.Privileged),
            new("scope", typeof(string), row => row.Scope.ToString().ToLowerInvariant()),
            new("name", typeof(string), row => row.Name),
            new("success_rule", typeof(string), row => Word(row.SuccessRule)),
            new("n", typeof(int), row => row.N),
            new("successes", typeof(int), row => row.Successes),
            new("errored", typeof(int), row => row.Errored),
            .. Columns("at_end", row => row.AtEnd),
            .. Columns("any_step", row => row.AnyStep),
            new("pairs", typeof(int), row => row.Paired?.Pairs),
            new("both", typeof(int), row => row.Paired?.Both),
            new("only_perturbed", typeof(int), row => row.Paired?.OnlyPerturbed),
            new("only_control", typeof(int), row => row.Paired?.OnlyControl),
            new("neither", typeof(int), row => row.Paired?.Neither),
            new("difference", typeof(double), row => row.Paired?.Difference),
            .. measures
                .DistinctBy(measure => measure.Column)
                .Select(measure => new TypedColumn<SummaryRow>(
                    measure.Column,
                    typeof(double),
                    row => row.Measures.FirstOrDefault(mine => mine.Column == measure.Column)?.Mean,
                    measure.Unit
                )),
        ];

    private static TypedColumn<SummaryRow>[] Columns(string name, Func<SummaryRow, Rate> rate) =>
        [
            new($"{name}_successes", typeof(int), row => rate(row).Successes),
            new($"{name}_rate", typeof(double), row => rate(row).Value),
            new($"{name}_low", typeof(double), row => rate(row).Low),
            new($"{name}_high", typeof(double), row => rate(row).High),
        ];

    private static string? Word(SuccessRule? rule) =>
        rule switch
        {
            Core.SuccessRule.AtEnd => "at_end",
            Core.SuccessRule.AtAnyStep => "at_any_step",
            _ => null,
        };

    private byte[] EncodeCsv()
    {
        using var bytes = new MemoryStream();
        using (var csv = CsvWriter.Create(bytes, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true))
        {
            var columns = Columns(Rows.IsEmpty ? [] : Rows[0].Measures);
            csv.WriteHeader([.. columns.Select(column => column.Name)]);
            foreach (var row in Rows)
            {
                foreach (var column in columns)
                {
                    csv.WriteField(Text(column.Value(row)));
                }
                csv.EndRecord();
            }
        }
        return bytes.ToArray();
    }

    private static string? Text(object? value) =>
        value switch
        {
            bool holds => holds ? "true" : "false",
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value as string,
        };

    private static void WriteFile(string path, byte[] content)
    {
        try
        {
            AtomicFile.Write(path, content);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RunException.Unwritable(path, e);
        }
    }
}
