namespace BlindVla.Training;

/// <summary>The sizes of a network that begins from nothing: OpenVLA's architecture, made small.</summary>
/// <param name="ImageSize">Edge of the picture, pixels.</param>
/// <param name="PatchSize">Edge of a patch, pixels.</param>
/// <param name="Vision">The two towers alike: width, blocks that are used, heads.</param>
/// <param name="Language">Width, blocks, heads of the LLaMA.</param>
public sealed record NetworkShape(int ImageSize, int PatchSize, TransformerShape Vision, TransformerShape Language);
