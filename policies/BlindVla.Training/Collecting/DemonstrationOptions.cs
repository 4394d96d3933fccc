using BlindVla.Core;

namespace BlindVla.Training;

/// <summary>What demonstrations are collected with.</summary>
/// <param name="Episodes">How many.</param>
/// <param name="Seed">Of the noise.</param>
/// <param name="ImageSize">Pixels of an edge.</param>
/// <param name="Workers">Episodes at a time; it changes nothing in what is written.</param>
public sealed record DemonstrationOptions(int Episodes, ulong Seed, int ImageSize, int Workers)
{
    /// <summary>
    /// Who acts instead of the expert, who then only says what it would do; null: the expert acts. Every episode of somebody else is kept,
    /// however it ends.
    /// </summary>
    public IPolicy? Performer { get; init; }

    /// <summary>What is done besides what the expert wants.</summary>
    public ActionNoise Noise { get; init; } = ActionNoise.None;

    /// <summary>Which steps are left out.</summary>
    public StepFilter Filter { get; init; } = StepFilter.None;

    /// <summary>Episodes with the same object at most; null: any number.</summary>
    public int? PerObject { get; init; }

    /// <summary>Episodes on the same table at most; null: any number.</summary>
    public int? PerTable { get; init; }
}
