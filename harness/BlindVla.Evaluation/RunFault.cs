namespace BlindVla.Evaluation;

/// <summary>Why a run cannot start or go on; whoever has an exit code to choose chooses it by this.</summary>
public enum RunFault
{
    /// <summary>What was asked for does not fit what is there; nothing was written.</summary>
    Refused,

    /// <summary>The policy's output is not an action.</summary>
    Policy,

    /// <summary>The disk or the simulator failed.</summary>
    Infrastructure,
}
