using System.Globalization;
using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>
/// One row of the ledger: one episode under one policy. Measured values are null for an errored trial, and what an earlier version of the
/// ledger lacks, or the harness of an imported run does not say, is null or empty.
/// </summary>
public sealed record TrialRecord
{
    /// <summary>Longest <see cref="Error"/>, in characters; what is longer is cut and says so.</summary>
    public const int MaxErrorLength = 1000;

    /// <summary>One of which nothing is known yet.</summary>
    internal static TrialRecord Blank { get; } =
        new()
        {
            EpisodeId = "",
            Policy = "",
            Suite = "",
            Task = "",
            Group = "",
            Axis = "",
            Level = null,
            Index = 0,
            Seed = null,
            Split = default,
            ControlId = null,
            Instruction = "",
            Object = null,
            Receptacle = null,
            Table = null,
            ObjectXMeters = null,
            ObjectYMeters = null,
            PolicySeed = null,
            SceneSha256 = null,
            SuccessRule = null,
            Outcome = default,
            Attempts = 0,
        };

    public required string EpisodeId { get; init; }
    public required string Policy { get; init; }
    public required string Suite { get; init; }
    public required string Task { get; init; }
    public required string Group { get; init; }
    public required string Axis { get; init; }
    public required double? Level { get; init; }
    public required int Index { get; init; }
    public required ulong? Seed { get; init; }
    public required Split Split { get; init; }
    public required string? ControlId { get; init; }
    public required string Instruction { get; init; }

    /// <summary>What its episode has in common with those that are drawn alike.</summary>
    public Condition Condition => new(Task, Axis, Level, Split);

    /// <summary>Episodes of a task with the same number are one scene in all its cells, except for what their axes change.</summary>
    internal string SceneKey => $"{Task} {Index}";

    /// <summary>Asset of the object to be moved; null, as the next four, where the scene is not a <see cref="TabletopScene"/>.</summary>
    public required string? Object { get; init; }

    /// <summary>Asset of the receptacle it must go to.</summary>
    public required string? Receptacle { get; init; }

    /// <summary>Asset of the picture behind robot and objects.</summary>
    public required string? Table { get; init; }

    /// <summary>Where the object starts, world frame.</summary>
    public required double? ObjectXMeters { get; init; }

    /// <summary>Where the object starts, world frame.</summary>
    public required double? ObjectYMeters { get; init; }

    public required ulong? PolicySeed { get; init; }
    public required string? SceneSha256 { get; init; }

    /// <summary>What decides the outcome; null where the ledger does not say.</summary>
    public required SuccessRule? SuccessRule { get; init; }

    public required Outcome Outcome { get; init; }
    public required int Attempts { get; init; }
    public bool? SuccessAtEnd { get; init; }
    public bool? SuccessAnyStep { get; init; }
    public int? FirstSuccessStep { get; init; }
    public int? Steps { get; init; }

    /// <summary>What the environment measured, by the names that it declares.</summary>
    public Measurements Measures { get; init; } = Measurements.None;

    public int? ClippedActions { get; init; }

    /// <summary>Actions that the environment rejected, holding instead; null where the ledger does not say.</summary>
    public int? HeldActions { get; init; }

    /// <summary>The rules that it says they broke.</summary>
    public RuleCounts HeldRules { get; init; } = RuleCounts.None;

    public string? ObservationSha256 { get; init; }

    /// <summary>Of what the policy asked for, which is what a replay feeds; in versions 1 and 2 of the ledger after it was moved to the
    /// bounds.</summary>
    public string? RequestedActionsSha256 { get; init; }

    /// <summary>Of what the environment applied.</summary>
    public string? AppliedActionsSha256 { get; init; }

    public double? SimSeconds { get; init; }
    public double? PolicySeconds { get; init; }
    public double? WallSeconds { get; init; }

    /// <summary>How well the control period was kept; null where the environment waits for whoever acts.</summary>
    public ControlTiming? Timing { get; init; }

    /// <summary>The person who said whether it succeeded; null where the environment sees it.</summary>
    public string? JudgedBy { get; init; }

    /// <summary>What that person had to say; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>Times that it was run and did not count, since a person found a fault that was not the policy's; null where nobody
    /// judges.</summary>
    public int? Redone { get; init; }

    /// <summary>Why it did not count then, also where it never counted; null for nothing.</summary>
    public string? RedoneBecause { get; init; }

    /// <summary>What the error of a trial begins with under which an environment failed that no other trial used.</summary>
    public const string Quarantined = "quarantined: ";

    /// <summary>Why it is errored, in one line; null otherwise.</summary>
    public string? Error { get; init; }

    public TrialKey Key => new(EpisodeId, Policy);

    /// <summary>A trial that came to its end.</summary>
    /// <param name="attempts">How many times it was begun, this time included.</param>
    /// <exception cref="InvalidOperationException">Nobody says whether it succeeded.</exception>
    public static TrialRecord Finished(EpisodeSpec episode, string policy, int attempts, EpisodeResult result)
    {
        var succeeded = result.Succeeded(episode.SuccessRule)
            ?? throw new InvalidOperationException($"episode {episode.Id} cannot be scored: its environment does not see success");
        return Of(episode, policy, attempts, succeeded ? Outcome.Success : Outcome.Failure) with
        {
            SuccessAtEnd = result.SuccessAtEnd,
            SuccessAnyStep = result.SuccessAnyStep,
            FirstSuccessStep = result.FirstSuccessStep,
            Steps = result.Steps,
            Measures = result.Measures,
            ClippedActions = result.ClippedActions,
            HeldActions = result.Held.Total,
            HeldRules = result.Held,
            ObservationSha256 = result.ObservationSha256,
            RequestedActionsSha256 = ActionDigest.Compute(result.RequestedActions.Span),
            AppliedActionsSha256 = ActionDigest.Compute(result.AppliedActions.Span),
            SimSeconds = result.SimSeconds,
            PolicySeconds = result.PolicySeconds,
            WallSeconds = result.WallSeconds,
            Timing = result.Timing,
        };
    }

    /// <summary>A trial that came to its end and was judged by a person.</summary>
    /// <param name="redone">Why it did not count before, once for each time.</param>
    public static TrialRecord Judged(
        EpisodeSpec episode,
        string policy,
        int attempts,
        EpisodeResult result,
        Judgement judgement,
        IReadOnlyCollection<string> redone
    )
    {
        var succeeded = judgement.Succeeded ?? throw new ArgumentException("it does not count", nameof(judgement));
        // A person sees one thing, which is what the episode's rule asks for.
        var seen =
            episode.SuccessRule == Core.SuccessRule.AtEnd
                ? result with
                {
                    SuccessAtEnd = succeeded,
                    SuccessAnyStep = null,
                    FirstSuccessStep = null,
                }
                : result with
                {
                    SuccessAtEnd = null,
                    SuccessAnyStep = succeeded,
                    FirstSuccessStep = null,
                };
        return Finished(episode, policy, attempts, seen) with
        {
            JudgedBy = Shortened(judgement.By),
            Note = judgement.Note.Length == 0 ? null : Shortened(judgement.Note),
            Redone = redone.Count,
            RedoneBecause = Because(redone),
        };
    }

    /// <summary>A trial that could not be carried out.</summary>
    /// <param name="error">Of any length and shape: a server may say anything.</param>
    /// <param name="redone">Why it did not count before that, once for each time.</param>
    public static TrialRecord Errored(
        EpisodeSpec episode,
        string policy,
        int attempts,
        string error,
        IReadOnlyCollection<string>? redone = null
    ) => Of(episode, policy, attempts, Outcome.Errored) with { Error = Shortened(error), RedoneBecause = Because(redone ?? []) };

    /// <summary>A trial that another harness carried out: the episode of this number of an unperturbed task. It says no more than
    /// this.</summary>
    /// <param name="succeeded">Null where it could not be carried out.</param>
    /// <param name="rule">By which that harness counts; null where it does not say.</param>
    /// <param name="error">Why it could not be carried out; null where it was.</param>
    public static TrialRecord Imported(
        string suite,
        string task,
        int index,
        ulong? seed,
        string policy,
        bool? succeeded,
        SuccessRule? rule,
        int? steps,
        string? error
    ) =>
        Blank with
        {
            EpisodeId = string.Create(CultureInfo.InvariantCulture, $"{suite}/{task}/{Condition.Unperturbed}/{index:D4}"),
            Policy = policy,
            Suite = suite,
            Task = task,
            Group = Condition.Unperturbed,
            Axis = Condition.Unperturbed,
            Index = index,
            Seed = seed,
            Split = Split.InDistribution,
            SuccessRule = rule,
            Outcome = succeeded switch
            {
                true => Outcome.Success,
                false => Outcome.Failure,
                null => Outcome.Errored,
            },
            Attempts = 1,
            SuccessAtEnd = rule == Core.SuccessRule.AtEnd ? succeeded : null,
            SuccessAnyStep = rule == Core.SuccessRule.AtAnyStep ? succeeded : null,
            Steps = succeeded is null ? null : steps,
            Error = succeeded is null ? Shortened(error ?? "") : null,
        };

    /// <summary>Whether it is known if it succeeded by a rule; of an errored trial that is nobody's question.</summary>
    internal bool Says(SuccessRule? rule) =>
        Outcome == Outcome.Errored
        || rule switch
        {
            null => true,
            Core.SuccessRule.AtEnd => SuccessAtEnd is not null,
            _ => SuccessAnyStep is not null,
        };

    /// <summary>Whether it succeeded by a rule, or by its own; an errored trial did not.</summary>
    public bool Succeeded(SuccessRule? rule = null) =>
        rule switch
        {
            null => Outcome == Outcome.Success,
            Core.SuccessRule.AtEnd => SuccessAtEnd == true,
            _ => SuccessAnyStep == true,
        };

    /// <summary>Why the row cannot be true, in words; null where nothing in it contradicts anything else.</summary>
    /// <param name="isImported">Another harness carried it out, and need not say what ours always does.</param>
    internal string? Contradiction(bool isImported = false) =>
        (isImported ? null : Lack()) ?? ContradictionOfIdentity() ?? ContradictionOfOutcome(isImported) ?? ContradictionOfNumbers();

    /// <summary>What every trial has that was run here.</summary>
    private string? Lack() =>
        Seed is null ? "seed is '', expected a whole number"
        : PolicySeed is null ? "policy_seed is '', expected 0x and hexadecimal digits"
        : SceneSha256 is null ? "scene_sha256 is '', expected a text"
        : null;

    private string? ContradictionOfIdentity()
    {
        var (prefix, number) = ($"{Suite}/{Task}", Index.ToString("D4", CultureInfo.InvariantCulture));
        var (id, control) = ($"{prefix}/{Condition.AxisAtLevel}/{number}", $"{prefix}/{Condition.Unperturbed}/{number}");
        var expected = Axis == Condition.Unperturbed ? null : control;
        return EpisodeId != id ? $"episode_id is {EpisodeId}, yet suite, task, axis, level and index are those of {id}"
            : Group != Condition.Group ? $"group is {Group}, that of the axis {Axis} is {Condition.Group}"
            : ControlId != expected ? $"control_id is {ControlId ?? "empty"}, expected {expected ?? "none"} of {EpisodeId}"
            : null;
    }

    /// <summary>What no trial can count or take, whatever its outcome.</summary>
    private string? ContradictionOfNumbers() =>
        Index < 0 ? $"index is {Index}, expected 0 or more"
        : Attempts < 1 ? $"attempts is {Attempts}, expected 1 or more"
        : Redone < 0 ? $"redone is {Redone}, expected 0 or more"
        : Redone is null != JudgedBy is null ? "redone and judged_by belong together, yet there is only one of them"
        : Steps is < 0 or > EpisodeSpec.MostSteps ? $"steps is {Steps}, expected 0 to {EpisodeSpec.MostSteps}"
        : FirstSuccessStep is { } first && (first < 1 || first > Steps) ? $"first_success_step is {first}, expected 1 to {Steps}, its steps"
        : SuccessAnyStep == false && FirstSuccessStep is not null ? "success_any_step is false, yet there is a first_success_step"
        : ClippedActions is { } clipped && (clipped < 0 || clipped > Steps)
            ? $"clipped_actions is {clipped}, expected 0 to {Steps}, its steps"
        : HeldActions is { } held && (held < 0 || held > Steps) ? $"held_actions is {held}, expected 0 to {Steps}, its steps"
        : HeldRules.Total != (HeldActions ?? 0) ? $"held_actions is {HeldActions}, yet held_rules is '{HeldRules}'"
        : Timing?.LateSteps is { } late && (late < 0 || late > Steps) ? $"late_steps is {late}, expected 0 to {Steps}, its steps"
        : SimSeconds < 0 || PolicySeconds < 0 || WallSeconds < 0 ? "a time is below 0 s"
        : null;

    private string? ContradictionOfOutcome(bool isImported)
    {
        var (outcome, atEnd, anyStep) = (Outcome.ToString().ToLowerInvariant(), SuccessAtEnd, SuccessAnyStep);
        if (Outcome == Outcome.Errored)
        {
            return (atEnd ?? anyStep) is null ? null : "outcome is errored, yet the trial was measured";
        }
        if (isImported || JudgedBy is not null ? !Says(SuccessRule) : atEnd is null || anyStep is null)
        {
            return $"outcome is {outcome}, yet success_at_end or success_any_step is empty";
        }
        if (Error is not null)
        {
            return $"outcome is {outcome}, yet there is an error";
        }
        var success = Outcome == Outcome.Success;
        // Without its rule, any rule may have decided it.
        return SuccessRule is { } rule
            ? Succeeded(rule) == success
                ? null
                : $"outcome is {outcome}, but {(rule == Core.SuccessRule.AtEnd ? "success_at_end" : "success_any_step")} decides "
                    + $"it and is {(success ? "false" : "true")}"
            : success == atEnd || success == anyStep || (isImported && (atEnd ?? anyStep) is null)
                ? null
                : $"outcome is {outcome}, but success_at_end and success_any_step are {(success ? "false" : "true")}";
    }

    private static string? Because(IReadOnlyCollection<string> reasons) =>
        reasons.Count == 0 ? null : Shortened(string.Join("; ", reasons));

    private static string Shortened(string error)
    {
        var line = string.Create(error.Length, error, static (line, error) =>
            {
                for (var i = 0; i < error.Length; i++)
                {
                    line[i] = char.IsControl(error[i]) || error[i] is '\u2028' or '\u2029' ? ' ' : error[i];
                }
            })
            .Trim();
        if (line.Length <= MaxErrorLength)
        {
            return line;
        }
        var note = $" … ({error.Length} characters)";
        var end = MaxErrorLength - note.Length;
        // Never between the halves of a surrogate pair.
        return line[..(char.IsHighSurrogate(line[end - 1]) ? end - 1 : end)] + note;
    }

    private static TrialRecord Of(EpisodeSpec episode, string policy, int attempts, Outcome outcome)
    {
        var tabletop = episode.Scene as TabletopScene;
        var @object = tabletop?.Find(tabletop.Goal.Object);
        return new()
        {
            EpisodeId = episode.Id,
            Policy = policy,
            Suite = episode.Suite,
            Task = episode.Task,
            Group = episode.Group,
            Axis = episode.Axis,
            Level = episode.Level,
            Index = episode.Index,
            Seed = episode.Seed,
            Split = episode.Split,
            ControlId = episode.ControlId,
            Instruction = episode.Instruction,
            Object = @object?.Asset,
            Receptacle = tabletop?.Find(tabletop.Goal.Receptacle).Asset,
            Table = tabletop?.Table,
            ObjectXMeters = @object?.Pose.Position.X,
            ObjectYMeters = @object?.Pose.Position.Y,
            PolicySeed = episode.PolicySeed,
            SceneSha256 = SceneDigest.Compute(episode.Scene),
            SuccessRule = episode.SuccessRule,
            Outcome = outcome,
            Attempts = attempts,
        };
    }
}
