namespace BlindVla.Training;

/// <summary>Of AdamW and its learning rate.</summary>
/// <param name="LearningRate">The highest.</param>
/// <param name="WarmupSteps">Over which the rate rises from zero.</param>
/// <param name="FinalFraction">Of the highest rate, where a half cosine ends; 1 keeps it constant.</param>
/// <param name="WeightDecay">Of matrices; vectors and embeddings of places have none.</param>
/// <param name="ClipNorm">Longest gradient; null for none.</param>
public sealed record OptimizerSettings(
    double LearningRate,
    int WarmupSteps,
    double FinalFraction,
    double WeightDecay,
    double? ClipNorm,
    double Beta1 = 0.9,
    double Beta2 = 0.999,
    double Epsilon = 1e-8
)
{
    /// <summary>The rate of a step, counted from 0, out of so many.</summary>
    public double RateAt(long step, long steps)
    {
        if (step < WarmupSteps)
        {
            return LearningRate * (step + 1) / WarmupSteps;
        }
        var progress = steps <= WarmupSteps ? 1 : (double)(step - WarmupSteps) / (steps - WarmupSteps);
        return LearningRate * (FinalFraction + ((1 - FinalFraction) * 0.5 * (1 + Math.Cos(Math.PI * progress))));
    }
}
