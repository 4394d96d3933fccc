using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>
/// The columns of an <c>episodes.csv</c>: those of its version, then one for each measure, then a digest of the row. A change in
/// <see cref="Every"/> is a new <see cref="Version"/>, and is written down in results/README.md.
/// </summary>
internal sealed class LedgerFormat
{
    /// <summary>Up to 3, what a table-top world measures had columns of its own, and no other measures could be written.</summary>
    public const int Version = 6;

    private const int MeasuresSince = 4;

    /// <summary>First version whose rows end with a digest of their other fields, so that a changed byte is noticed.</summary>
    public const int DigestSince = 3;

    private const string RowDigest = "row_sha256";

    private const string Seconds = "0.######";

    /// <summary>What had columns of its own before environments declared measures.</summary>
    private static readonly ImmutableArray<(string Name, string Unit)> EarlierMeasures =
    [
        (PutOnMeasures.Grasped, MeasureSpec.Truth),
        (PutOnMeasures.ConsecutiveGrasp, MeasureSpec.Truth),
        (PutOnMeasures.HoldingAtEnd, MeasureSpec.Truth),
        (PutOnMeasures.FinalDistance, "m"),
        (PutOnMeasures.MaxLift, "m"),
        (PutOnMeasures.MinGripperDistance, "m"),
    ];

    private static readonly ImmutableArray<LedgerColumn> Every =
    [
        LedgerColumn.RequiredText("episode_id", t => t.EpisodeId, (t, v) => t with { EpisodeId = v }),
        LedgerColumn.RequiredText("policy", t => t.Policy, (t, v) => t with { Policy = v }),
        LedgerColumn.RequiredText("suite", t => t.Suite, (t, v) => t with { Suite = v }),
        LedgerColumn.RequiredText("task", t => t.Task, (t, v) => t with { Task = v }),
        LedgerColumn.RequiredText("group", t => t.Group, (t, v) => t with { Group = v }),
        LedgerColumn.RequiredText("axis", t => t.Axis, (t, v) => t with { Axis = v }),
        LedgerColumn.Number("level", t => t.Level, (t, v) => t with { Level = v }),
        LedgerColumn.RequiredNumber("index", t => t.Index, (t, v) => t with { Index = v }),
        LedgerColumn.Number("seed", t => t.Seed, (t, v) => t with { Seed = v }),
        LedgerColumn.RequiredChoice(
            "split",
            t => t.Split,
            (t, v) => t with { Split = v },
            (Condition.InDistribution, Split.InDistribution),
            (Condition.OutOfDistribution, Split.OutOfDistribution)
        ),
        LedgerColumn.Text("control_id", t => t.ControlId, (t, v) => t with { ControlId = v }),
        LedgerColumn.Text("instruction", t => t.Instruction, (t, v) => t with { Instruction = v ?? "" }),
        LedgerColumn.Text("object", t => t.Object, (t, v) => t with { Object = v }) with
        {
            Since = 2,
        },
        LedgerColumn.Text("receptacle", t => t.Receptacle, (t, v) => t with { Receptacle = v }) with
        {
            Since = 2,
        },
        LedgerColumn.Text("table", t => t.Table, (t, v) => t with { Table = v }) with
        {
            Since = 2,
        },
        LedgerColumn.Number("object_x_m", t => t.ObjectXMeters, (t, v) => t with { ObjectXMeters = v }) with
        {
            Since = 2,
        },
        LedgerColumn.Number("object_y_m", t => t.ObjectYMeters, (t, v) => t with { ObjectYMeters = v }) with
        {
            Since = 2,
        },
        new(
            "policy_seed",
            t => t.PolicySeed is { } seed ? $"0x{seed:x16}" : null,
            (t, v) => t with { PolicySeed = v.Length == 0 ? null : Hexadecimal(v) }
        ),
        LedgerColumn.Choice(
            "success_rule",
            t => t.SuccessRule,
            (t, v) => t with { SuccessRule = v },
            ("at_end", SuccessRule.AtEnd),
            ("at_any_step", SuccessRule.AtAnyStep)
        ) with
        {
            Since = 3,
        },
        LedgerColumn.RequiredChoice(
            "outcome",
            t => t.Outcome,
            (t, v) => t with { Outcome = v },
            ("success", Outcome.Success),
            ("failure", Outcome.Failure),
            ("errored", Outcome.Errored)
        ),
        LedgerColumn.Flag("success_at_end", t => t.SuccessAtEnd, (t, v) => t with { SuccessAtEnd = v }),
        LedgerColumn.Flag("success_any_step", t => t.SuccessAnyStep, (t, v) => t with { SuccessAnyStep = v }),
        LedgerColumn.Number("first_success_step", t => t.FirstSuccessStep, (t, v) => t with { FirstSuccessStep = v }),
        LedgerColumn.Number("steps", t => t.Steps, (t, v) => t with { Steps = v }),
        LedgerColumn.Measure(PutOnMeasures.Grasped, MeasureSpec.Truth) with
        {
            Name = "grasped",
            Until = 3,
        },
        LedgerColumn.Measure(PutOnMeasures.ConsecutiveGrasp, MeasureSpec.Truth) with
        {
            Name = "consecutive_grasp",
            Until = 3,
        },
        LedgerColumn.Measure(PutOnMeasures.HoldingAtEnd, MeasureSpec.Truth) with
        {
            Name = "holding_at_end",
            Since = 2,
            Until = 3,
        },
        LedgerColumn.Measure(PutOnMeasures.FinalDistance, "m") with
        {
            Name = "final_distance_m",
            Until = 3,
        },
        LedgerColumn.Measure(PutOnMeasures.MaxLift, "m") with
        {
            Name = "max_lift_m",
            Until = 3,
        },
        LedgerColumn.Measure(PutOnMeasures.MinGripperDistance, "m") with
        {
            Name = "min_gripper_distance_m",
            Since = 2,
            Until = 3,
        },
        LedgerColumn.Number("clipped_actions", t => t.ClippedActions, (t, v) => t with { ClippedActions = v }),
        LedgerColumn.Number("held_actions", t => t.HeldActions, (t, v) => t with { HeldActions = v }) with
        {
            Since = 6,
        },
        new("held_rules", t => $"{t.HeldRules}", (t, v) => t with { HeldRules = RuleCounts.Parse(v) }) { Since = 6 },
        LedgerColumn.RequiredNumber("attempts", t => t.Attempts, (t, v) => t with { Attempts = v }),
        LedgerColumn.Text("scene_sha256", t => t.SceneSha256, (t, v) => t with { SceneSha256 = v }),
        LedgerColumn.Text("observation_sha256", t => t.ObservationSha256, (t, v) => t with { ObservationSha256 = v }),
        // What was sent: as requested, but moved to the bounds. A replay feeds it all the same.
        LedgerColumn.Text("actions_sha256", t => t.RequestedActionsSha256, (t, v) => t with { RequestedActionsSha256 = v }) with
        {
            Until = 2,
        },
        LedgerColumn.Text("requested_actions_sha256", t => t.RequestedActionsSha256, (t, v) => t with { RequestedActionsSha256 = v }) with
        {
            Since = 3,
        },
        LedgerColumn.Text("applied_actions_sha256", t => t.AppliedActionsSha256, (t, v) => t with { AppliedActionsSha256 = v }) with
        {
            Since = 3,
        },
        LedgerColumn.Number("sim_seconds", t => t.SimSeconds, (t, v) => t with { SimSeconds = v }, Seconds),
        LedgerColumn.Number("policy_seconds", t => t.PolicySeconds, (t, v) => t with { PolicySeconds = v }, Seconds),
        LedgerColumn.Number("wall_seconds", t => t.WallSeconds, (t, v) => t with { WallSeconds = v }, Seconds),
        LedgerColumn.Timing("late_steps", t => t.LateSteps, (t, v) => t with { LateSteps = v }),
        LedgerColumn.Timing("effective_hz", t => t.EffectiveHz, (t, v) => t with { EffectiveHz = v }, Seconds),
        LedgerColumn.Timing("period_p50_seconds", t => t.PeriodP50Seconds, (t, v) => t with { PeriodP50Seconds = v }, Seconds),
        LedgerColumn.Timing("period_p99_seconds", t => t.PeriodP99Seconds, (t, v) => t with { PeriodP99Seconds = v }, Seconds),
        LedgerColumn.Timing("round_trip_p50_seconds", t => t.RoundTripP50Seconds, (t, v) => t with { RoundTripP50Seconds = v }, Seconds),
        LedgerColumn.Timing("round_trip_p99_seconds", t => t.RoundTripP99Seconds, (t, v) => t with { RoundTripP99Seconds = v }, Seconds),
        LedgerColumn.Timing("inference_p50_seconds", t => t.InferenceP50Seconds, (t, v) => t with { InferenceP50Seconds = v }, Seconds),
        LedgerColumn.Timing("inference_p99_seconds", t => t.InferenceP99Seconds, (t, v) => t with { InferenceP99Seconds = v }, Seconds),
        LedgerColumn.Timing("action_age_p50_seconds", t => t.ActionAgeP50Seconds, (t, v) => t with { ActionAgeP50Seconds = v }, Seconds),
        LedgerColumn.Timing("action_age_p99_seconds", t => t.ActionAgeP99Seconds, (t, v) => t with { ActionAgeP99Seconds = v }, Seconds),
        LedgerColumn.Text("judged_by", t => t.JudgedBy, (t, v) => t with { JudgedBy = v }) with
        {
            Since = 5,
        },
        LedgerColumn.Text("note", t => t.Note, (t, v) => t with { Note = v }) with
        {
            Since = 5,
        },
        LedgerColumn.Number("redone", t => t.Redone, (t, v) => t with { Redone = v }) with
        {
            Since = 5,
        },
        LedgerColumn.Text("redone_because", t => t.RedoneBecause, (t, v) => t with { RedoneBecause = v }) with
        {
            Since = 6,
        },
        LedgerColumn.Text("error", t => t.Error, (t, v) => t with { Error = v }),
    ];

    private readonly ImmutableArray<LedgerColumn> _columns;
    private readonly ImmutableHashSet<string> _measures;

    /// <param name="version">From 1 to <see cref="Version"/>.</param>
    /// <param name="measures">Of the environment; before version 4 there are none to choose.</param>
    public LedgerFormat(int version, IEnumerable<(string Name, string Unit)> measures)
    {
        Number = version;
        var measured = version >= MeasuresSince ? measures.ToList() : [];
        _measures = [.. measured.Select(measure => measure.Name)];
        _columns =
        [
            .. Every.Where(column => column.IsIn(version)),
            .. measured.Select(measure => LedgerColumn.Measure(measure.Name, measure.Unit)),
        ];
        Header = [.. _columns.Select(column => column.Name), .. version >= DigestSince ? [RowDigest] : Array.Empty<string>()];
    }

    /// <summary>The version.</summary>
    public int Number { get; }

    /// <summary>The names in the header, in order.</summary>
    public ImmutableArray<string> Header { get; }

    /// <summary>What is written of an environment's trials.</summary>
    public static LedgerFormat Of(ImmutableArray<MeasureSpec> measures) =>
        new(Version, measures.Select(measure => (measure.Name, measure.EpisodeUnit())));

    /// <summary>The columns of the present version and of all that some runs measured, as values. Left out is the digest of the row, which
    /// is of its text.</summary>
    public static ImmutableArray<TypedColumn<TrialRecord>> Typed(IEnumerable<RunRecord> runs)
    {
        var measures = runs.SelectMany(run =>
            run.LedgerVersion < MeasuresSince
                ? EarlierMeasures
                : (run.Identity.Environment.Measures ?? []).Select(measure => (measure.Name, measure.EpisodeUnit()))
        );
        return [.. new LedgerFormat(Version, measures.Distinct())._columns.Select(column => column.Typed)];
    }

    /// <summary>Every format that names may be the header of, the newest first: a column with a unit in brackets is a measure.</summary>
    /// <param name="declared">What the present version must be like; null for whatever measures there are.</param>
    public static IEnumerable<LedgerFormat> Candidates(IReadOnlyCollection<string> names, LedgerFormat? declared)
    {
        var measures = names.Select(LedgerColumn.MeasureIn).OfType<(string Name, string Unit)>().ToList();
        return Enumerable
            .Range(1, Version)
            .Reverse()
            .Select(version => version == declared?.Number ? declared : new LedgerFormat(version, measures));
    }

    /// <summary>A row.</summary>
    /// <exception cref="ArgumentException">Something was measured that has no column.</exception>
    public ImmutableArray<string> Fields(TrialRecord trial)
    {
        if (trial.Measures.Names.FirstOrDefault(name => !_measures.Contains(name)) is { } unknown)
        {
            throw new ArgumentException($"the ledger has no column for '{unknown}', which was measured of {trial.Key}", nameof(trial));
        }
        ImmutableArray<string> fields = [.. _columns.Select(column => column.Write(trial) ?? "")];
        return fields.Add(Digest(fields));
    }

    /// <param name="fields">One for each name of <see cref="Header"/>.</param>
    /// <param name="isImported">The trials were carried out by another harness, which need not say all.</param>
    /// <exception cref="FormatException">A field cannot be read, or the row is not as it was written; the message says why.</exception>
    public TrialRecord Read(IReadOnlyList<string> fields, bool isImported = false)
    {
        var trial = _columns.Zip(fields).Aggregate(TrialRecord.Blank, (trial, pair) => Read(pair.First, trial, pair.Second));
        if (trial.Contradiction(isImported) is { } contradiction)
        {
            throw new FormatException(contradiction);
        }
        return Number < DigestSince || fields[^1] == Digest(fields.SkipLast(1))
            ? trial
            : throw new FormatException($"it was changed after it was written: its {RowDigest} is not that of its other fields");
    }

    private static TrialRecord Read(LedgerColumn column, TrialRecord trial, string field)
    {
        try
        {
            return column.Read(trial, field);
        }
        catch (FormatException e)
        {
            throw new FormatException($"{column.Name} is '{field}', expected {e.Message}", e);
        }
    }

    // No field has a line feed, so that it can stand between them.
    private static string Digest(IEnumerable<string> fields) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', fields))));

    private static ulong Hexadecimal(string field) =>
        field is ['0', 'x', .. var digits]
        && ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new FormatException("0x and hexadecimal digits");
}
