using MathNet.Numerics.Distributions;

namespace BlindVla.Evaluation;

/// <summary>In how many scenes something was seen, and how often chance alone would see it in as many.</summary>
/// <param name="For">Scenes.</param>
/// <param name="Scenes">Scenes in which one or the other was seen.</param>
internal readonly record struct SignTest(int For, int Scenes)
{
    public static SignTest Of(IEnumerable<double> scenes)
    {
        double[] seen = [.. scenes.Where(scene => scene != 0)];
        return new(seen.Count(scene => scene > 0), seen.Length);
    }

    /// <summary>One-sided, exact.</summary>
    public double P => Scenes == 0 ? 1 : Binomial.CDF(0.5, Scenes, Scenes - For);

    public SignTest Against => new(Scenes - For, Scenes);

    public override string ToString() => $"in {For} of {Scenes} scenes";
}
