using BlindVla.Fuzz.Tests.Engine;
using BlindVla.Fuzz.Tests.Mutation;
using BlindVla.Imaging;

namespace BlindVla.Fuzz.Tests.Targets;

/// <summary>Pictures in every format that is read, and films.</summary>
internal static class PictureTargets
{
    private const long LargestPicture = (long)PictureFile.MaxEdge * PictureFile.MaxEdge * Picture.Channels;

    public static FuzzTarget Pictures(string name) =>
        Target(name, [.. ((string[])["a.png", "a.jpg", "a.webp", "a.gif"]).Select(file => PictureFile.Encode(Some(0), file))], input =>
            PictureFile.Decode(input)
        );

    public static FuzzTarget Films(string name) =>
        Target(name, [AnimatedWebp.Encode([Some(0), Some(40), Some(80)], TimeSpan.FromSeconds(0.2))], input =>
            AnimatedWebp.LastFrame(input)
        );

    private static FuzzTarget Target(string name, byte[][] corpus, Action<byte[]> read) =>
        new(name, [.. corpus], [new ByteMutator()], read, typeof(InvalidDataException))
        {
            // What a decoder keeps beside a picture of the largest size is of that size again, more than once.
            Allocated = 4 * LargestPicture,
            Weight = 0.5,
        };

    private static Picture Some(int shift)
    {
        var (width, height) = (24, 16);
        return new(width, height, Enumerable.Range(0, width * height * Picture.Channels).Select(i => (byte)((i * 7) + shift)).ToArray());
    }
}
