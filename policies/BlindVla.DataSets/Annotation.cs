using BlindVla.Core;

namespace BlindVla.DataSets;

/// <summary>Where one thing is in one picture. What lies outside the picture has none.</summary>
/// <param name="Name">What instructions call it.</param>
/// <param name="Split"><c>train</c>, or <c>test</c> for what the benchmark holds out.</param>
/// <param name="Position">World frame, metres: the middle of its bounding box, or the point between the finger tips.</param>
/// <param name="U">Of the picture's width, from the left; 0 to 1.</param>
/// <param name="V">Of the picture's height, from the top; 0 to 1.</param>
public sealed record Annotation(string Name, EntityKind Kind, string Split, Vector3D Position, double U, double V);
