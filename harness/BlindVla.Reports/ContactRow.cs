namespace BlindVla.Reports;

/// <param name="Label">What its pictures have in common.</param>
/// <param name="Images">From left to right.</param>
public sealed record ContactRow(string Label, IReadOnlyList<CaptionedImage> Images);
