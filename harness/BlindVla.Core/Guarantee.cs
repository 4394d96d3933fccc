namespace BlindVla.Core;

/// <summary>What a gate promises of its errors where it is looked at while the sides run.</summary>
public enum Guarantee
{
    /// <summary>Alpha was held in simulation, with the looks, claims and shared scenes that a gate has. Takes the fewest
    /// episodes.</summary>
    Calibrated,

    /// <summary>Alpha holds by proof, whenever somebody looks or stops, in whatever world. Takes more episodes.</summary>
    Anytime,
}
