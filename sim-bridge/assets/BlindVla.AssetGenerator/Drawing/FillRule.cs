namespace BlindVla.AssetGenerator.Drawing;

/// <summary>Which places between several outlines are inside.</summary>
internal enum FillRule
{
    /// <summary>Those around which the outlines turn at all; outlines of one turning sense are united.</summary>
    NonZero,

    /// <summary>Those around which they turn an odd number of times; an outline within another is a hole.</summary>
    EvenOdd,
}
