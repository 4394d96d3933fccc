namespace BlindVla.Core;

/// <summary>Where a texture is blended in.</summary>
public enum OverlayRegion
{
    /// <summary>Only where robot or objects are seen; the texture is fitted to the box around them.</summary>
    Foreground,

    /// <summary>Everywhere; the window of the texture moves with the centre of robot and objects.</summary>
    WholeImage,
}
