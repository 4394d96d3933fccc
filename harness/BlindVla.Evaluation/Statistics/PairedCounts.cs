using System.Globalization;

namespace BlindVla.Evaluation;

/// <summary>What became of the same episodes under two policies.</summary>
/// <param name="Both">Both succeeded.</param>
/// <param name="OnlyCandidate">Only the candidate succeeded.</param>
/// <param name="OnlyBaseline">Only the baseline succeeded.</param>
/// <param name="Neither">Both failed.</param>
public readonly record struct PairedCounts(int Both, int OnlyCandidate, int OnlyBaseline, int Neither)
{
    public int Pairs => Both + OnlyCandidate + OnlyBaseline + Neither;

    /// <summary>How many pairs: <c>1 pair</c>, <c>2 pairs</c>.</summary>
    public string PairsInWords => InWords(Pairs, "pair");

    /// <summary>Pairs with exactly one success: the only ones that say anything about a difference.</summary>
    public int Discordant => OnlyCandidate + OnlyBaseline;

    /// <summary>How many of those: <c>1 discordant pair</c>.</summary>
    public string DiscordantInWords => InWords(Discordant, "discordant pair");

    public int BaselineSuccesses => Both + OnlyBaseline;

    public int CandidateSuccesses => Both + OnlyCandidate;

    /// <summary>Success rate of the candidate minus that of the baseline; null without pairs.</summary>
    public double? Difference => Pairs == 0 ? null : (double)(OnlyCandidate - OnlyBaseline) / Pairs;

    internal static string InWords(int count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    public static PairedCounts Of(IEnumerable<(bool Baseline, bool Candidate)> pairs)
    {
        var counts = new int[4];
        foreach (var (baseline, candidate) in pairs)
        {
            counts[(baseline ? 2 : 0) + (candidate ? 1 : 0)]++;
        }
        return new(counts[3], counts[1], counts[2], counts[0]);
    }
}
