namespace BlindVla.Policies.Torch;

/// <summary>How a picture becomes a square.</summary>
public enum ResizeStrategy
{
    /// <summary>Stretched to the square.</summary>
    ResizeNaive,

    /// <summary>Padded to a square with grey, then resized.</summary>
    Letterbox,

    /// <summary>The shorter edge is resized to the square's; the middle is cut out.</summary>
    ResizeCrop,
}
