namespace BlindVla.Evaluation;

/// <summary>
/// A test that may be looked at after every scene: a bettor who starts with 1 and bets against a hypothesis grows rich only if it is
/// false. The chance that the wealth ever reaches 1/alpha under the hypothesis is at most alpha (Ville's inequality), so it may be stopped
/// at any time. Betting on means: Waudby-Smith and Ramdas (2024, Estimating means of bounded random variables by betting).
/// </summary>
public sealed class BettingTest
{
    // The bettor never stakes so much that one scene could ruin him.
    private const double MaxStake = 0.75;

    // Before anything is known a tenth of the pairs is taken to be discordant, as if so many had shown it.
    private const double DiscordanceBefore = 0.1;
    private const double PairsBefore = 100;

    private readonly double _mean;
    private readonly int _side;
    private readonly double _margin;
    private double _squares;
    private double _scenes;

    private BettingTest(double mean, int side, double margin, int pairsPerScene)
    {
        (_mean, _side, _margin) = (mean, side, margin);
        _scenes = PairsBefore / pairsPerScene;
        _squares = DiscordanceBefore * _scenes / pairsPerScene;
    }

    /// <summary>Against "the candidate is worse by the margin or more": wealth says it is not.</summary>
    /// <param name="pairsPerScene">About how many.</param>
    public static BettingTest NotWorse(double margin, int pairsPerScene = 1) => new(-margin, 1, margin, pairsPerScene);

    /// <summary>Against "the candidate is at least as good": wealth says it is worse, and grows fastest where it is by the
    /// margin.</summary>
    /// <param name="pairsPerScene">About how many.</param>
    public static BettingTest Worse(double margin, int pairsPerScene = 1) => new(0, -1, margin, pairsPerScene);

    /// <summary>What the bettor has; the hypothesis is rejected at level alpha once it has ever been 1/alpha.</summary>
    public double Wealth { get; private set; } = 1;

    /// <summary>The most it ever was.</summary>
    public double Peak { get; private set; } = 1;

    /// <summary>One pair: candidate minus baseline, -1, 0 or 1; or the mean of pairs that share a scene.</summary>
    public void Add(double difference)
    {
        // The largest loss of a bet of 1, which the stake must not make ruinous.
        var worst = 1 + (_side * _mean);
        Wealth *= 1 + (Math.Min(Bet(), MaxStake / worst) * _side * (difference - _mean));
        Peak = Math.Max(Peak, Wealth);
        _squares += difference * difference;
        _scenes++;
    }

    /// <summary>From earlier scenes alone: the gain that is hoped for over its mean square, by which wealth grows fastest.</summary>
    private double Bet() => _margin / ((_squares / _scenes) + (_mean * _mean));
}
