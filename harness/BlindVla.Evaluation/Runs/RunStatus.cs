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

    /// <summary>The gate that ran it could say, as a rule before every planned trial was in the ledger.</summary>
    Decided,

    /// <summary>The gate that ran it could not say with all that it asked for: planned trials are missing only in cells whose claims
    /// are settled, and among the repeats of the baseline.</summary>
    Undecided,
}
