namespace BlindVla.Core;

/// <param name="Rotation">Of the directions of all directional lights, world frame.</param>
/// <param name="ColorFactor">Multiplies every light, ambient light too; 0 or more.</param>
public sealed record LightChange(QuaternionD Rotation, LinearColor ColorFactor);
