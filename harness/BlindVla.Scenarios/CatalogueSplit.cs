namespace BlindVla.Scenarios;

/// <summary>Which part of the catalogue an entry belongs to.</summary>
public enum CatalogueSplit
{
    /// <summary>Seen in training.</summary>
    Train,

    /// <summary>Held out.</summary>
    Test,

    /// <summary>Listed by the benchmark, used by none of its splits.</summary>
    Unused,
}
