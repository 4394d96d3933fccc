namespace BlindVla.Core;

/// <summary>One object of a scene.</summary>
/// <param name="Id">Its role in the scene, e.g. <see cref="SceneRoles.Source"/>.</param>
/// <param name="Asset">What it is: an asset name the environment offers, e.g. <c>carrot</c>.</param>
/// <param name="Pose">World frame, before it is dropped and settles.</param>
public sealed record ObjectPlacement(string Id, string Asset, Pose Pose)
{
    /// <summary>Factor of every length, above 0; the density stays, so mass grows with its cube.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Factor of mass and inertia on top of the scale, above 0.</summary>
    public double MassFactor { get; init; } = 1;

    /// <summary>Factor of the sliding friction of all its contacts, above 0.</summary>
    public double FrictionFactor { get; init; } = 1;

    /// <summary>Multiplies the asset's colours; from 0 to 1 each.</summary>
    public LinearColor ColorFactor { get; init; } = LinearColor.White;
}
