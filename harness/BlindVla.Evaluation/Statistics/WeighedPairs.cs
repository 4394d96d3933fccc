namespace BlindVla.Evaluation;

/// <summary>
/// What pairs come to where cells differ in their number: each cell weighs the same, as it does in a plan, so that a cell that was given
/// more episodes for a claim of its own does not speak louder for the whole. Not whole numbers.
/// </summary>
/// <param name="Pairs">That share nothing and would say as much.</param>
/// <param name="Won">Of these, those of which only the candidate succeeded.</param>
/// <param name="Lost">Of these, those of which only the baseline succeeded.</param>
/// <param name="BaselineRate">Mean of the cells' success rates.</param>
/// <param name="CandidateRate">Likewise.</param>
public sealed record WeighedPairs(double Pairs, double Won, double Lost, double BaselineRate, double CandidateRate)
{
    /// <returns>Null where every cell has as many pairs, which weighs them alike already.</returns>
    internal static (ClusteredMean Difference, ClusteredMean Baseline, ClusteredMean Candidate)? Of(IReadOnlyCollection<ComparedPair> pairs)
    {
        if (pairs.CountBy(pair => (pair.Seed, pair.Cell)).DistinctBy(cell => cell.Value).Count() < 2)
        {
            return null;
        }
        ClusteredMean Mean(Func<ComparedPair, int> value) =>
            ClusteredMean.Of(pairs.Select(pair => SceneOutcome.Of(pair.Seed, pair.Cell, pair.Scene, value(pair))));
        return (Mean(pair => pair.Difference), Mean(pair => pair.Baseline ? 1 : 0), Mean(pair => pair.Candidate ? 1 : 0));
    }
}
