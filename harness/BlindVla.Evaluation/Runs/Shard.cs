using System.Globalization;

namespace BlindVla.Evaluation;

/// <summary>Which part of a run's episodes, e.g. one job of a cluster array. The parts are disjoint and together are the whole.</summary>
/// <param name="Index">From 1.</param>
/// <param name="Count">How many parts there are.</param>
public sealed record Shard(int Index, int Count)
{
    public const int MaxCount = 100_000;

    /// <summary>Reads <c>i/n</c>.</summary>
    /// <exception cref="RunException">It is not a shard.</exception>
    public static Shard Parse(string text)
    {
        var parts = text.Split('/');
        return
            parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && index >= 1
            && index <= count
            && count <= MaxCount
            ? new(index, count)
            : throw new RunException(RunFault.Refused, $"--shard: expected i/n with 1 <= i <= n <= {MaxCount}, e.g. 2/4, found '{text}'");
    }

    public override string ToString() => $"{Index}/{Count}";

    /// <summary>The part of so many things that stay in order: those from the first, counted from 0, to before the end.</summary>
    public (int First, int End) RangeOf(int things) => ((int)((long)things * (Index - 1) / Count), (int)((long)things * Index / Count));
}
