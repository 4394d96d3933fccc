using System.Collections.Immutable;
using BlindVla.AssetGenerator.Geometry;

namespace BlindVla.AssetGenerator.Models;

/// <summary>One thing that can lie on the table: what is seen, what is touched, and what it weighs.</summary>
/// <param name="Name">The asset name: snake_case of the catalogue's name.</param>
/// <param name="Density">kg/m3 of the enclosed volume of the visual meshes.</param>
/// <param name="Box">The catalogue's bounding box, which the meshes fill exactly.</param>
internal sealed record ObjectModel(
    string Name,
    double Density,
    BoundingBox Box,
    ImmutableArray<VisualPart> Parts,
    ImmutableArray<CollisionShape> Collision,
    Contact Contact
)
{
    /// <summary>kg</summary>
    public double Mass => Density * Parts.Sum(part => part.Mesh.Volume);

    /// <summary>The affine map that stretches what lies in <paramref name="found"/> to fill <paramref name="wanted"/>.</summary>
    public static Func<Vector3, Vector3> Fill(BoundingBox found, BoundingBox wanted) =>
        p =>
            new(
                wanted.Min.X + ((p.X - found.Min.X) * wanted.Size.X / found.Size.X),
                wanted.Min.Y + ((p.Y - found.Min.Y) * wanted.Size.Y / found.Size.Y),
                wanted.Min.Z + ((p.Z - found.Min.Z) * wanted.Size.Z / found.Size.Z)
            );

    /// <summary>The parts with normals; edges sharper than <paramref name="creaseDegrees"/> stay sharp.</summary>
    public ObjectModel Shaded(double creaseDegrees) =>
        this with
        {
            Parts = [.. Parts.Select(part => part with { Mesh = part.Mesh.Shaded(creaseDegrees) })],
        };
}
