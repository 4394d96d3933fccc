using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>How a trial ended.</summary>
public enum Outcome
{
    /// <summary>By the suite's success rule.</summary>
    Success,

    /// <summary>By the suite's success rule.</summary>
    Failure,

    /// <summary>It could not be carried out. Never counted as a failure of the policy.</summary>
    Errored,
}

/// <summary>What identifies a trial in a run.</summary>
public readonly record struct TrialKey(string EpisodeId, string Policy)
{
    public override string ToString() => $"{EpisodeId} under {Policy}";
}

/// <summary>One row of the ledger: one episode under one policy. Measured values are null for an errored trial.</summary>
public sealed record TrialRecord
{
    public required string EpisodeId { get; init; }
    public required string Policy { get; init; }
    public required string Suite { get; init; }
    public required string Task { get; init; }
    public required string Group { get; init; }
    public required string Axis { get; init; }
    public required double? Level { get; init; }
    public required int Index { get; init; }
    public required ulong Seed { get; init; }
    public required Split Split { get; init; }
    public required string? ControlId { get; init; }
    public required string Instruction { get; init; }

    /// <summary>Asset of the object to be moved.</summary>
    public required string Object { get; init; }

    /// <summary>Asset of the receptacle it must go to.</summary>
    public required string Receptacle { get; init; }

    /// <summary>Asset of the picture behind robot and objects.</summary>
    public required string Table { get; init; }

    /// <summary>Where the object starts, world frame.</summary>
    public required double ObjectXMeters { get; init; }

    /// <summary>Where the object starts, world frame.</summary>
    public required double ObjectYMeters { get; init; }

    public required ulong PolicySeed { get; init; }
    public required string SceneSha256 { get; init; }
    public required Outcome Outcome { get; init; }
    public required int Attempts { get; init; }
    public bool? SuccessAtEnd { get; init; }
    public bool? SuccessAnyStep { get; init; }
    public int? FirstSuccessStep { get; init; }
    public int? Steps { get; init; }
    public bool? Grasped { get; init; }
    public bool? ConsecutiveGrasp { get; init; }
    public bool? HoldingAtEnd { get; init; }
    public double? FinalDistanceMeters { get; init; }
    public double? MaxLiftMeters { get; init; }
    public double? MinGripperDistanceMeters { get; init; }
    public int? ClippedActions { get; init; }
    public string? ObservationSha256 { get; init; }
    public string? ActionsSha256 { get; init; }
    public double? SimSeconds { get; init; }
    public double? PolicySeconds { get; init; }
    public double? WallSeconds { get; init; }

    /// <summary>Why it is errored; null otherwise.</summary>
    public string? Error { get; init; }

    public TrialKey Key => new(EpisodeId, Policy);

    /// <summary>A trial that came to its end.</summary>
    /// <param name="attempts">How many times it was begun, this time included.</param>
    public static TrialRecord Finished(EpisodeSpec episode, string policy, int attempts, EpisodeResult result)
    {
        var success = episode.SuccessRule == SuccessRule.AtEnd ? result.SuccessAtEnd : result.SuccessAnyStep;
        return Of(episode, policy, attempts, success ? Outcome.Success : Outcome.Failure) with
        {
            SuccessAtEnd = result.SuccessAtEnd,
            SuccessAnyStep = result.SuccessAnyStep,
            FirstSuccessStep = result.FirstSuccessStep,
            Steps = result.Steps,
            Grasped = result.Grasped,
            ConsecutiveGrasp = result.ConsecutiveGrasp,
            HoldingAtEnd = result.HoldingAtEnd,
            FinalDistanceMeters = result.FinalDistanceMeters,
            MaxLiftMeters = result.MaxLiftMeters,
            MinGripperDistanceMeters = result.MinGripperDistanceMeters,
            ClippedActions = result.ClippedActions,
            ObservationSha256 = result.ObservationSha256,
            ActionsSha256 = result.ActionsSha256,
            SimSeconds = result.SimSeconds,
            PolicySeconds = result.PolicySeconds,
            WallSeconds = result.WallSeconds,
        };
    }

    /// <summary>A trial that could not be carried out.</summary>
    public static TrialRecord Errored(EpisodeSpec episode, string policy, int attempts, string error) =>
        Of(episode, policy, attempts, Outcome.Errored) with { Error = error };

    private static TrialRecord Of(EpisodeSpec episode, string policy, int attempts, Outcome outcome)
    {
        var @object = episode.Scene.Find(episode.Scene.Goal.Object);
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
            Object = @object.Asset,
            Receptacle = episode.Scene.Find(episode.Scene.Goal.Receptacle).Asset,
            Table = episode.Scene.Table,
            ObjectXMeters = @object.Pose.Position.X,
            ObjectYMeters = @object.Pose.Position.Y,
            PolicySeed = episode.PolicySeed,
            SceneSha256 = SceneDigest.Compute(episode.Scene),
            Outcome = outcome,
            Attempts = attempts,
        };
    }
}
