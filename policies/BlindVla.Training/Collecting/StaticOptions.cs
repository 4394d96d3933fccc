namespace BlindVla.Training;

/// <summary>What static scenes are collected with.</summary>
/// <param name="Scenes">How many.</param>
/// <param name="Seed">Of every draw.</param>
/// <param name="HeldOut">Whether these scenes are for looking how good a network is, and never to be trained on; they are drawn from keys
/// of their own.</param>
/// <param name="ImageSize">Pixels of an edge.</param>
/// <param name="Workers">Scenes at a time; it changes nothing in what is written.</param>
public sealed record StaticOptions(int Scenes, ulong Seed, bool HeldOut, int ImageSize, int Workers);
