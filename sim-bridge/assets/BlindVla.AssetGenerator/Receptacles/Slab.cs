using System.Collections.Immutable;
using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Receptacles;

/// <summary>What most receptacles are: a flat slab that fills its box, with a picture on its upper side.</summary>
internal static class Slab
{
    /// <summary>A rectangular slab. Corners may be rounded by up to 4 mm: the contact shape, one box, keeps them square.</summary>
    public static ObjectModel Rectangular(
        string name,
        double density,
        BoundingBox box,
        Surface print,
        double rounding = 0.003,
        double chamfer = 0.0005,
        double specular = 0.2,
        double shininess = 0.3
    ) => Of(name, density, box, [Printed("slab", Body(box, rounding, chamfer), box, print, specular, shininess)], Contact(box));

    /// <summary>A round slab.</summary>
    public static ObjectModel Round(
        string name,
        double density,
        BoundingBox box,
        Surface print,
        double chamfer = 0.0005,
        double specular = 0.2,
        double shininess = 0.3
    )
    {
        var body = Shapes.Cylinder(box.Size.X / 2, box.Min.Z, box.Max.Z, 48, chamfer);
        return Of(
            name,
            density,
            box,
            [Printed("slab", body.Map(ObjectModel.Fill(body.Bounds, box)), box, print, specular, shininess)],
            RoundContact(box)
        );
    }

    /// <summary>A model of slabs: edges of more than 30 degrees stay sharp, so that the picture is lit evenly.</summary>
    public static ObjectModel Of(
        string name,
        double density,
        BoundingBox box,
        ImmutableArray<VisualPart> parts,
        ImmutableArray<CollisionShape> collision
    ) => new ObjectModel(name, density, box, parts, collision, Models.Contact.Gripping).Shaded(30);

    /// <summary>A box with vertical edges rounded and horizontal ones chamfered.</summary>
    public static Mesh Body(BoundingBox box, double rounding, double chamfer)
    {
        var outline = new List<(double X, double Y)>();
        var (halfX, halfY) = ((box.Size.X / 2) - rounding, (box.Size.Y / 2) - rounding);
        foreach (var (sx, sy, start) in ((int, int, int)[])[(1, 1, 0), (-1, 1, 90), (-1, -1, 180), (1, -1, 270)])
        {
            for (var step = 0; step <= 90; step += 30)
            {
                var angle = PortableMath.Radians(start + step);
                outline.Add(
                    (
                        box.Center.X + (sx * halfX) + (rounding * PortableMath.Cos(angle)),
                        box.Center.Y + (sy * halfY) + (rounding * PortableMath.Sin(angle))
                    )
                );
            }
        }
        return Shapes.Extrusion(outline, box.Min.Z, box.Max.Z, chamfer);
    }

    /// <summary>The mesh with a print over the object's whole rectangle seen from above; walls repeat the print's edge.</summary>
    public static VisualPart Printed(
        string name,
        Mesh mesh,
        BoundingBox box,
        Surface print,
        double specular = 0.2,
        double shininess = 0.3
    ) =>
        Printed(
            name,
            mesh,
            box,
            Picture.Bake((u, v) => print(box.Min.X + (u * box.Size.X), box.Min.Y + (v * box.Size.Y)), 256, 256),
            specular,
            shininess
        );

    /// <summary>The mesh with a square picture of the object's whole rectangle seen from above, +y at its top; walls repeat its
    /// edge.</summary>
    public static VisualPart Printed(
        string name,
        Mesh mesh,
        BoundingBox box,
        Picture picture,
        double specular = 0.2,
        double shininess = 0.3
    )
    {
        // Half a pixel inside the border, where the renderer would mix in the opposite edge.
        double Inside(double t) => (0.5 + (t * (picture.Width - 1))) / picture.Width;
        return new(
            name,
            mesh.MapTexture(v => (Inside((v.Position.X - box.Min.X) / box.Size.X), Inside((v.Position.Y - box.Min.Y) / box.Size.Y))),
            new(Rgb.White, picture, specular, shininess)
        );
    }

    public static ImmutableArray<CollisionShape> Contact(BoundingBox box) => [new BoxShape(box.Center, box.Size / 2)];

    /// <summary>
    /// On the table stands a cylinder, which has several contact points there. Against other shapes a MuJoCo 2.2.2 cylinder has one, so
    /// what lies on the slab lies on the square inside it, which is a hair higher.
    /// </summary>
    public static ImmutableArray<CollisionShape> RoundContact(BoundingBox box)
    {
        const double Hair = 0.0003;
        var radius = box.Size.X / 2;
        var halfSide = 0.7 * radius;
        Vector3 Axis(double z) => box.Center with { Z = z };
        return
        [
            new CylinderShape(Axis(box.Min.Z), Axis(box.Max.Z - Hair), radius),
            new BoxShape(Axis((box.Min.Z + Hair + box.Max.Z) / 2), new(halfSide, halfSide, (box.Size.Z - Hair) / 2)),
        ];
    }
}
