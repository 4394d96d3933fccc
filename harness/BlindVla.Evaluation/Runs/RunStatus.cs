namespace BlindVla.Evaluation;

/// <summary>How far a run has come.</summary>
public enum RunStatus
{
    /// <summary>It is being run, or was killed.</summary>
    Running,

    /// <summary>Every planned trial is in the ledger.</summary>
    Complete,

    /// <summary>It was stopped; <c>--resume</c> finishes it.</summary>
    Partial,
}
