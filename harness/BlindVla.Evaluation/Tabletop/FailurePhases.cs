namespace BlindVla.Evaluation;

/// <summary>Sorts failed trials by what the ledger says of them.</summary>
public static class FailurePhases
{
    /// <summary>Between finger tips and the object's origin. The longest object is 0.15 m, so its near end is within the fingers by
    /// then.</summary>
    public const double ReachMeters = 0.06;

    /// <summary>Horizontal distance of object and receptacle within which a release counts as an attempt to place: twice the receptacle's
    /// half edge.</summary>
    public const double PlaceMeters = 0.11;

    /// <summary>The phase of a failed trial; null for a success, an errored trial, or a ledger whose environment measures too little to
    /// say.</summary>
    public static FailurePhase? Of(TrialRecord trial) =>
        trial switch
        {
            { Outcome: not Outcome.Failure } => null,
            { SuccessAnyStep: true } => FailurePhase.Lost,
            _ when trial.Measures.Holds(PutOnMeasures.Grasped) == true => AfterGrasp(trial.Measures),
            _ => trial.Measures[PutOnMeasures.MinGripperDistance] switch
            {
                null => null,
                > ReachMeters => FailurePhase.NeverReached,
                _ => FailurePhase.GraspMissed,
            },
        };

    private static FailurePhase? AfterGrasp(Measurements measures) =>
        measures.Holds(PutOnMeasures.HoldingAtEnd) switch
        {
            null => null,
            true => FailurePhase.TimedOut,
            false => measures[PutOnMeasures.FinalDistance] <= PlaceMeters ? FailurePhase.Misplaced : FailurePhase.Dropped,
        };

    /// <summary>As people say it.</summary>
    public static string Words(FailurePhase phase) =>
        phase switch
        {
            FailurePhase.NeverReached => "never reached",
            FailurePhase.GraspMissed => "grasp missed",
            FailurePhase.TimedOut => "still holding at the end",
            FailurePhase.Dropped => "dropped",
            FailurePhase.Misplaced => "misplaced",
            _ => "placed, then lost",
        };
}
