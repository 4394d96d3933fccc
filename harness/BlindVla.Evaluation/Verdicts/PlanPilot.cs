namespace BlindVla.Evaluation;

/// <summary>Recorded sides from which a plan is made.</summary>
/// <param name="Pairs">That both carried out.</param>
/// <param name="Discordant">Of these.</param>
/// <param name="Cells">In which they are.</param>
/// <param name="SharesScenes">Whether some are of one scene, so that it shows how much cells agree.</param>
/// <param name="IsOfOnePolicy">Both sides are the same one.</param>
public sealed record PlanPilot(int Pairs, int Discordant, int Cells, bool SharesScenes, bool IsOfOnePolicy)
{
    private const int FewestPairs = 20;

    /// <summary>Of the share of discordant pairs: 95 %, if they shared nothing.</summary>
    public BinomialInterval Discordance => BinomialInterval.Wilson(Discordant, Pairs);

    /// <summary>Twice as many discordant pairs as it is taken for would be no surprise.</summary>
    public bool IsThin => Pairs < FewestPairs || Discordance.High > 2 * (Discordant + 0.5) / (Pairs + 1);
}
