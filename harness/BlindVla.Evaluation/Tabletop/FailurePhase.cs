namespace BlindVla.Evaluation;

/// <summary>How far a failed trial came: the first thing that went wrong.</summary>
public enum FailurePhase
{
    /// <summary>The gripper never came within <see cref="FailurePhases.ReachMeters"/> of the object.</summary>
    NeverReached,

    /// <summary>It came there, but both fingers never pressed on the object.</summary>
    GraspMissed,

    /// <summary>It grasped the object and still held it when time was over.</summary>
    TimedOut,

    /// <summary>It let go of the object far from the receptacle.</summary>
    Dropped,

    /// <summary>It let go of the object near the receptacle, and the object did not stay on it.</summary>
    Misplaced,

    /// <summary>The object lay on the receptacle and was not there any more at the end.</summary>
    Lost,
}
