namespace BlindVla.Training;

/// <summary>Low-rank updates in place of whole weights (Hu et al. 2021), as PEFT makes them.</summary>
/// <param name="Rank">Of each update.</param>
/// <param name="Alpha">An update counts <c>alpha / rank</c> times.</param>
public sealed record LoraSettings(int Rank, double Alpha)
{
    public double Scale => Alpha / Rank;
}
