namespace BlindVla.Core;

/// <summary>What happens in a real-time environment where the next action is not there when it is due.</summary>
public enum LateRule
{
    /// <summary>Nothing is asked of the arm until it is there.</summary>
    Wait,

    /// <summary>The arm is told to hold, one control step after the other, until it is there.</summary>
    Hold,

    /// <summary>
    /// A policy that gives several actions at a time is asked for new ones at every step; the old ones go on until the new ones are there.
    /// </summary>
    ContinueChunk,
}
