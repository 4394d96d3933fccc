using BlindVla.Core;

namespace BlindVla.Reports;

/// <param name="Image">All pictures of a sheet have one size.</param>
/// <param name="Caption">Lines under the picture.</param>
public sealed record CaptionedImage(ImageFrame Image, IReadOnlyList<string> Caption)
{
    /// <summary>Words over the picture, for what it cannot show; null for none.</summary>
    public string? Badge { get; init; }
}
