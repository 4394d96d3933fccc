namespace BlindVla.Evaluation;

/// <param name="Successes">k.</param>
/// <param name="Value">k/n; null when n is 0.</param>
/// <param name="Low">Wilson 95 %.</param>
/// <param name="High">Wilson 95 %.</param>
public sealed record Rate(int Successes, double? Value, double Low, double High)
{
    public static Rate Of(int successes, int trials)
    {
        var interval = BinomialInterval.Wilson(successes, trials);
        return new(successes, trials == 0 ? null : (double)successes / trials, interval.Low, interval.High);
    }
}
