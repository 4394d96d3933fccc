namespace BlindVla.Core;

/// <summary>A texture blended into every picture: <c>strength * texture + (1 - strength) * picture</c>, in 8-bit levels.</summary>
/// <param name="Texture">Asset name of the texture.</param>
/// <param name="Region">Which pixels.</param>
/// <param name="Strength">From 0 to 1.</param>
public sealed record TextureOverlay(string Texture, OverlayRegion Region, double Strength);
