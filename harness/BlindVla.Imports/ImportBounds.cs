namespace BlindVla.Imports;

/// <summary>More than this is no result of an evaluation.</summary>
internal static class ImportBounds
{
    public const int MostEpisodes = 1_000_000;
    public const int MaxFileBytes = 256 << 20;
    public const int MostFiles = 10_000;

    /// <summary>Of a row of a database.</summary>
    public const int MaxRowBytes = 16 << 20;
}
