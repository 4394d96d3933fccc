using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.DataSets;
using BlindVla.Imaging;

namespace BlindVla.Probes.Tests;

/// <summary>A data set of pictures with coloured squares on black, each in a patch of its own.</summary>
internal static class SquaresSet
{
    public const int Edge = 4;
    public const int PatchPixels = 4;
    private const int Pixels = Edge * PatchPixels;

    /// <summary>Name, split, and channel of its colour.</summary>
    private static readonly ImmutableArray<(string Name, string Split, int Channel)> Things =
    [
        ("ruby", "train", 0),
        ("emerald", "train", 1),
        ("sapphire", "test", 2),
    ];

    public static async Task<string> WriteAsync(string folder, int frames, string purpose, bool isAnnotated = true)
    {
        var format = new DataSetFormat("3rd_view", Pixels, Pixels, ["a"], ["x"], 5, "train");
        using var writer = await LeRobotWriter.OpenAsync(folder, format, new Dictionary<string, string> { ["purpose"] = purpose });
        for (var i = 0; i < frames; i++)
        {
            var frame = Draw(KeyedRandom.Create(0, purpose, $"{i}"), isAnnotated);
            await writer.AddAsync(new("look", new($"{purpose}/{i}", i, "ruby", "plate", "oak"), [frame]));
        }
        await writer.FinishAsync();
        return folder;
    }

    private static Frame Draw(KeyedRandom random, bool isAnnotated)
    {
        var rgb = new byte[Pixels * Pixels * Picture.Channels];
        var annotations = ImmutableArray.CreateBuilder<Annotation>();
        var taken = new HashSet<int>();
        foreach (var (name, split, channel) in Things)
        {
            if (random.NextDouble() < 0.5)
            {
                continue;
            }
            int patch;
            do
            {
                patch = random.NextInt(Edge * Edge);
            } while (!taken.Add(patch));
            var (column, row) = (patch % Edge, patch / Edge);
            for (var pixel = 0; pixel < PatchPixels * PatchPixels; pixel++)
            {
                var (x, y) = ((column * PatchPixels) + (pixel % PatchPixels), (row * PatchPixels) + (pixel / PatchPixels));
                rgb[(((y * Pixels) + x) * Picture.Channels) + channel] = 200;
            }
            annotations.Add(new(name, EntityKind.Object, split, new(0, 0, 0), (column + 0.5) / Edge, (row + 0.5) / Edge));
        }
        return new(FastPng.Encode(new(Pixels, Pixels, rgb)), [0], [0], isAnnotated ? annotations.ToImmutable() : [], []);
    }
}
