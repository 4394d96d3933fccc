using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Training.Tests;

/// <summary>Pictures of two squares, one red and one blue, somewhere on grey; the simplest thing that can be seen.</summary>
internal sealed class SquaresSource(Conversation conversation, int size, int count, string purpose) : ISampleSource
{
    public static readonly ImmutableArray<string> Names = ["blue square", "red square", "green square"];

    public int Count => count;

    /// <summary>Everything that is ever said.</summary>
    public static IEnumerable<string> Texts =>
        [.. Names, "In: where is the red square?\nOut: ", "is there a green square?", "is there a red square?", "yes", "no"];

    public Sample Read(int index, KeyedRandom random)
    {
        var drawn = KeyedRandom.Create(7, purpose, $"{index}");
        var rgb = new byte[size * size * 3];
        Array.Fill(rgb, (byte)90);
        var red = Square(rgb, 0, drawn, left: true);
        var blue = Square(rgb, 2, drawn, left: false);
        var (tokens, isLabel) = conversation.Of([
            ("is there a red square?", "yes"),
            ("is there a green square?", "no"),
            ("where is the red square?", $"{Bin(red.U)}{Bin(red.V)}"),
        ]);
        return new(rgb, tokens, isLabel, [new("red square", red.U, red.V), new("blue square", blue.U, blue.V)]);
    }

    private static string Bin(double value) => WordPieces.Place((int)(value * WordPieces.PlaceBins));

    private (double U, double V) Square(byte[] rgb, int channel, KeyedRandom random, bool left)
    {
        var edge = size / 6;
        var (x, y) = (random.NextInt((size / 2) - edge) + (left ? 0 : size / 2), random.NextInt(size - edge));
        for (var row = y; row < y + edge; row++)
        {
            for (var column = x; column < x + edge; column++)
            {
                for (var c = 0; c < 3; c++)
                {
                    rgb[(((row * size) + column) * 3) + c] = (byte)(c == channel ? 250 : 20);
                }
            }
        }
        return ((x + (edge / 2.0)) / size, (y + (edge / 2.0)) / size);
    }
}
