namespace BlindVla.AssetGenerator.Models;

/// <summary>One primitive of a body's contact surface, metres and degrees in the object frame.</summary>
internal abstract record CollisionShape
{
    /// <summary>m3</summary>
    public abstract double Volume { get; }
}
