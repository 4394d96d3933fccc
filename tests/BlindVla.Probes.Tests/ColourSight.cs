using BlindVla.Imaging;
using static TorchSharp.torch;

namespace BlindVla.Probes.Tests;

/// <summary>Sees the mean colour of each patch, and in a second layer nothing.</summary>
internal sealed class ColourSight : ISight
{
    public string Name => "colours";

    public int Edge => SquaresSet.Edge;

    public IReadOnlyList<string> Layers { get; } = ["sees", "blind"];

    public IReadOnlyList<Tensor> Features(IReadOnlyList<Picture> pictures)
    {
        var patches = Edge * Edge;
        var values = new float[pictures.Count * patches * Picture.Channels];
        foreach (var (i, picture) in pictures.Index())
        {
            for (var patch = 0; patch < patches; patch++)
            {
                // Each patch has one colour: its first pixel's.
                var at = picture
                    .Row(patch / Edge * SquaresSet.PatchPixels)
                    .Slice(patch % Edge * SquaresSet.PatchPixels * Picture.Channels, Picture.Channels);
                for (var channel = 0; channel < Picture.Channels; channel++)
                {
                    values[(((i * patches) + patch) * Picture.Channels) + channel] = at[channel] / 255f;
                }
            }
        }
        return [tensor(values, [pictures.Count, patches, Picture.Channels]), zeros(pictures.Count, patches, 2)];
    }

    public void Dispose() { }
}
