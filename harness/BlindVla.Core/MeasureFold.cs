namespace BlindVla.Core;

/// <summary>What one number of an episode is made of, out of the values of its time steps.</summary>
public enum MeasureFold
{
    /// <summary>The value at the last time step.</summary>
    Last,

    /// <summary>The greatest value, reset included.</summary>
    Maximum,

    /// <summary>The least value, reset included.</summary>
    Minimum,

    /// <summary>Whether it held at any time step, reset included; of a truth value.</summary>
    Any,

    /// <summary>The first control step, from 1, after which it held; of a truth value.</summary>
    FirstTime,
}
