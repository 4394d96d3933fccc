namespace BlindVla.Training;

/// <param name="Width">Channels.</param>
/// <param name="Blocks">How many stand behind each other.</param>
/// <param name="Heads">Attention heads; a divisor of the width.</param>
/// <param name="MlpHidden">Channels inside the feed-forward.</param>
public sealed record TransformerShape(int Width, int Blocks, int Heads, int MlpHidden);
