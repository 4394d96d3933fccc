namespace BlindVla.Evaluation;

/// <summary>How a trial ended.</summary>
public enum Outcome
{
    /// <summary>By the success rule of its task.</summary>
    Success,

    /// <summary>By the success rule of its task.</summary>
    Failure,

    /// <summary>It could not be carried out. Never counted as a failure of the policy.</summary>
    Errored,
}
