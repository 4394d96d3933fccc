namespace BlindVla.Evaluation;

/// <summary>
/// A test that may be looked at after every pair: a bettor who starts with 1 and bets against a hypothesis grows rich only if it is false.
/// The chance that the wealth ever reaches 1/alpha under the hypothesis is at most alpha (Ville's inequality), so it may be stopped at any
/// time. Bets as in Waudby-Smith and Ramdas (2024, Estimating means of bounded random variables by betting).
/// </summary>
public sealed class BettingTest
{
    // The bettor never stakes so much that one pair could ruin him.
    private const double MaxStake = 0.75;

    private readonly double _mean;
    private readonly int _side;
    private double _sum;
    private double _squares;
    private int _pairs;

    private BettingTest(double mean, int side) => (_mean, _side) = (mean, side);

    /// <summary>Against "the candidate is worse by the margin or more": wealth says it is not.</summary>
    public static BettingTest NotWorse(double margin) => new(-margin, 1);

    /// <summary>Against "the candidate is at least as good": wealth says it is worse.</summary>
    public static BettingTest Worse() => new(0, -1);

    /// <summary>What the bettor has; the hypothesis is rejected at level alpha once it has ever been 1/alpha.</summary>
    public double Wealth { get; private set; } = 1;

    /// <summary>The most it ever was.</summary>
    public double Peak { get; private set; } = 1;

    /// <summary>One pair: candidate minus baseline, -1, 0 or 1; or the mean of pairs that share a scene.</summary>
    public void Add(double difference)
    {
        var gain = _side * (difference - _mean);
        // The largest loss of a bet of 1, which the stake must not make ruinous.
        var worst = 1 + (_side * _mean);
        Wealth *= 1 + (Math.Min(Bet(), MaxStake / worst) * gain);
        Peak = Math.Max(Peak, Wealth);
        _sum += gain;
        _squares += gain * gain;
        _pairs++;
    }

    /// <summary>From earlier pairs alone: the mean gain over its mean square, each begun with a cautious guess.</summary>
    private double Bet() => Math.Max(0, (_sum + (0.5 * Math.Abs(_mean))) / (_squares + 0.25));
}
