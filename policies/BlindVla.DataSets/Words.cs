using System.Collections.Frozen;

namespace BlindVla.DataSets;

/// <summary>Kinds as files say them.</summary>
internal static class Words
{
    public static string Of<T>(T kind)
        where T : struct, Enum => kind.ToString().ToLowerInvariant();

    public static FrozenDictionary<string, T> All<T>()
        where T : struct, Enum => Enum.GetValues<T>().ToFrozenDictionary(Of, StringComparer.Ordinal);
}
