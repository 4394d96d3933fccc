using static TorchSharp.torch;

namespace BlindVla.Training;

/// <summary>A frozen network whose features of a picture, patch by patch, another one is to keep close to.</summary>
public interface ITeacher : IDisposable
{
    string Name { get; }

    /// <summary>SHA-256 of everything that its features depend on besides the picture, lower-case hex.</summary>
    string Digest { get; }

    /// <summary>Channels of a feature.</summary>
    int Width { get; }

    /// <summary>Patches on an edge: as many as the student has.</summary>
    int Edge { get; }

    /// <param name="pictures">Square ones of one size, three bytes a pixel, row by row.</param>
    /// <returns>[B, Edge * Edge, Width], float32, row by row.</returns>
    Tensor Features(IReadOnlyList<byte[]> pictures);
}
