namespace BlindVla.Policies.Tabletop;

/// <summary>Distances in metres, angles in radians, durations in control steps.</summary>
public sealed record PlannerOptions
{
    /// <summary>Farthest the target moves in one control step.</summary>
    public double MaxTranslation { get; init; } = 0.04;

    /// <summary>Farthest the target turns in one control step.</summary>
    public double MaxRotation { get; init; } = 0.35;

    /// <summary>Height above the grasp at which the gripper is aligned.</summary>
    public double ApproachHeight { get; init; } = 0.06;

    /// <summary>How far the object is lifted.</summary>
    public double LiftHeight { get; init; } = 0.09;

    /// <summary>Clearance between object and receptacle when the gripper opens.</summary>
    public double ReleaseClearance { get; init; } = 0.008;

    /// <summary>Steps the fingers get to close or to open.</summary>
    public int FingerSteps { get; init; } = 4;
}
