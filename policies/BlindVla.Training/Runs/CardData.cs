namespace BlindVla.Training;

/// <summary>A data set as a model card names it.</summary>
/// <param name="Name">What the recipe calls it.</param>
/// <param name="Use">What was done with it.</param>
/// <param name="FramesPerSecond">At which its actions follow each other.</param>
/// <param name="Sha256">Of its files.</param>
internal sealed record CardData(string Name, string Use, int Episodes, int Frames, int FramesPerSecond, string Sha256);
