namespace BlindVla.Evaluation;

/// <summary>How far training seeds differ.</summary>
/// <param name="Effect">The variance of the difference between them over that of as many pairs which share nothing.</param>
/// <param name="Seeds">How many.</param>
internal readonly record struct SeedScatter(double Effect, int Seeds)
{
    /// <summary>What the seeds add to a design effect. Of few, Student's quantile is the farther from the normal one the surer somebody
    /// wants to be: 6 times as large at 95 % with two seeds, 25 times at 99 %.</summary>
    /// <param name="times">So many times as many pairs of the same seeds.</param>
    public double AddedAt(double confidence, double times) =>
        Effect > 0 ? Math.Max(0, (times * Effect * Math.Pow(StudentInterval.OverNormal(Seeds, confidence), 2)) - 1) : 0;
}
