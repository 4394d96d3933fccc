using System.Globalization;

namespace BlindVla.Training;

/// <summary>A hidden state of the language model, counted as Hugging Face does: 0 is its input, the last its output.</summary>
/// <param name="Name">A word that fits every depth, or a number.</param>
public readonly record struct AlignedLayer(string Name)
{
    /// <summary>A quarter, a half and seven eighths of the depth, rounded up: 8, 16 and 28 of 32, where the paper has 8, 16 and 26 to
    /// 30.</summary>
    public static IReadOnlyList<string> Words { get; } = ["early", "middle", "late"];

    /// <summary>Null where a network of so many blocks has no such state.</summary>
    public int? Of(int blocks) =>
        Name switch
        {
            "early" => (blocks + 3) / 4,
            "middle" => (blocks + 1) / 2,
            "late" => ((7 * blocks) + 7) / 8,
            _ => int.Parse(Name, CultureInfo.InvariantCulture) is var index && index <= blocks ? index : null,
        };
}
