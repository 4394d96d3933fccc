namespace BlindVla.Scenarios;

internal enum GridRegion
{
    All,
    OuterRing,
}
