namespace BlindVla.Scenarios;

/// <summary>Where things are dropped.</summary>
/// <param name="Object">What must be moved.</param>
/// <param name="Receptacle">Where it must go; null where boards say so.</param>
/// <param name="Third">Of a second object or receptacle, or where the object is moved to; null where there is no such thing.</param>
internal sealed record Placement(Cell Object, Cell? Receptacle, Cell? Third);
