using BlindVla.Core;

namespace BlindVla.Training;

/// <param name="Name">As instructions and questions write it.</param>
/// <param name="U">From the left, as a fraction of the picture; outside 0 to 1 where it is not in the picture.</param>
/// <param name="V">From the top.</param>
/// <param name="Position">World frame, metres; null where that is not known.</param>
public readonly record struct NamedPlace(string Name, double U, double V, Vector3D? Position = null);
