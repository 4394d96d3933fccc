using BlindVla.Imaging;
using static TorchSharp.torch;

namespace BlindVla.Probes;

/// <summary>Something that sees pictures, patch by patch, and can be looked into.</summary>
public interface ISight : IDisposable
{
    /// <summary>Of a checkpoint or a teacher, as the table calls it.</summary>
    string Name { get; }

    /// <summary>Patches on an edge.</summary>
    int Edge { get; }

    /// <summary>Where it is looked into, in the order in which a picture passes.</summary>
    IReadOnlyList<string> Layers { get; }

    /// <param name="pictures">Any number, as a data set has them.</param>
    /// <returns>For each layer [B, Edge * Edge, width], float32, row by row; they belong to the scope around.</returns>
    IReadOnlyList<Tensor> Features(IReadOnlyList<Picture> pictures);
}
