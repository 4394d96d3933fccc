namespace BlindVla.AssetGenerator.Geometry;

/// <param name="Position">Metres.</param>
/// <param name="Normal">Unit length after <see cref="Mesh.Shaded"/>, zero before.</param>
/// <param name="U">Texture column, 0 left, 1 right.</param>
/// <param name="V">Texture row, 0 bottom, 1 top.</param>
internal readonly record struct Vertex(Vector3 Position, Vector3 Normal, double U, double V);
