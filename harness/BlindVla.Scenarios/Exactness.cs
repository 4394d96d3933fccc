using BlindVla.Core;

namespace BlindVla.Scenarios;

/// <summary>Keeps the last bits of computed numbers out of scenes.</summary>
internal static class Exactness
{
    /// <summary>
    /// The nearest multiple of 1e-12, and never a negative zero. Sine and cosine may differ in the last bit between processors and C
    /// libraries; a scene, and so its digest, must not.
    /// </summary>
    public static double Round(double value) => Math.Round(value, 12) + 0.0;

    /// <inheritdoc cref="Round(double)"/>
    public static QuaternionD Round(QuaternionD q) => new(Round(q.W), Round(q.X), Round(q.Y), Round(q.Z));
}
