using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Objects;

/// <summary>A sitting teddy that looks towards -y.</summary>
internal static class ToyBear
{
    private const double MiddleX = 0.0004;

    public static ObjectModel Create()
    {
        var box = new BoundingBox(new(-0.0209, -0.0211, -0.0261), new(0.0217, 0.0175, 0.0303));
        // Pairs are modelled at +x and mirrored.
        static Vector3 Mirrored(Vector3 p) => p with { X = (2 * MiddleX) - p.X };
        static Mesh Ball(Vector3 center, Vector3 radii, int segments, int rings) =>
            Shapes.Superellipsoid(radii, 1, 1, segments, rings).Moved(center.X, center.Y, center.Z);
        static Mesh Limb(Vector3 from, Vector3 to, double radius)
        {
            var along = (to - from).Normalized();
            (Vector3, double, double) Ring(Vector3 center, double beyond, double share) =>
                (center + (along * (beyond * radius)), radius * share, radius * share);
            return Shapes.Sweep(
                new(0, 0, 1),
                8,
                Ring(from, -0.95, 0.3),
                Ring(from, -0.6, 0.8),
                Ring(from, 0, 1),
                Ring(to, 0, 1),
                Ring(to, 0.6, 0.8),
                Ring(to, 0.95, 0.3)
            );
        }

        Vector3 body = new(MiddleX, 0.0015, -0.0112);
        Vector3 head = new(MiddleX, 0.0010, 0.0130);
        Vector3 snout = new(MiddleX, -0.0110, 0.0095);
        Vector3 tail = new(MiddleX, 0.0138, -0.0190);
        Vector3 ear = new(MiddleX + 0.0105, 0.0020, 0.0252);
        Vector3 eye = new(MiddleX + 0.0050, -0.0092, 0.0158);
        (Vector3 Shoulder, Vector3 Paw) arm = (new(MiddleX + 0.0118, -0.0005, -0.0030), new(MiddleX + 0.0168, -0.0080, -0.0118));
        (Vector3 Hip, Vector3 Foot) leg = (new(MiddleX + 0.0085, -0.0030, -0.0206), new(MiddleX + 0.0125, -0.0156, -0.0206));
        const double armRadius = 0.0045;
        const double legRadius = 0.0055;
        Vector3 earRadii = new(0.0051, 0.0034, 0.0051);

        var fur = Mesh.Combine(
            Shapes.Superellipsoid(new(0.0140, 0.0130, 0.0149), 0.75, 1, 12, 8).Moved(body.X, body.Y, body.Z),
            Ball(head, new(0.0130, 0.0120, 0.0120), 12, 9),
            Ball(tail, new(0.0037, 0.0037, 0.0037), 7, 4),
            Ball(ear, earRadii, 9, 5),
            Ball(Mirrored(ear), earRadii, 9, 5),
            Limb(arm.Shoulder, arm.Paw, armRadius),
            Limb(Mirrored(arm.Shoulder), Mirrored(arm.Paw), armRadius),
            Limb(leg.Hip, leg.Foot, legRadius),
            Limb(Mirrored(leg.Hip), Mirrored(leg.Foot), legRadius)
        );
        Vector3 sole = leg.Foot + new Vector3(0.0012, -0.0042, 0);
        Vector3 innerEar = ear + new Vector3(0, -0.0026, -0.0004);
        var plush = Mesh.Combine(
            Ball(snout, new(0.0055, 0.0045, 0.0045), 9, 5),
            Ball(body + new Vector3(0, -0.0054, 0.0010), new(0.0095, 0.0090, 0.0110), 10, 6),
            Ball(sole, new(0.0036, 0.0015, 0.0036), 8, 3),
            Ball(Mirrored(sole), new(0.0036, 0.0015, 0.0036), 8, 3),
            Ball(innerEar, new(0.0031, 0.0014, 0.0031), 8, 3),
            Ball(Mirrored(innerEar), new(0.0031, 0.0014, 0.0031), 8, 3)
        );
        var face = Mesh.Combine(
            Ball(eye, new(0.0016, 0.0014, 0.0016), 6, 3),
            Ball(Mirrored(eye), new(0.0016, 0.0014, 0.0016), 6, 3),
            Ball(snout + new Vector3(0, -0.0040, 0.0020), new(0.0022, 0.0014, 0.0016), 6, 3)
        );
        var fit = ObjectModel.Fill(Mesh.Combine(fur, plush, face).Bounds, box);

        return new ObjectModel(
            "toy_bear",
            667,
            box,
            [
                new("fur", fur.Map(fit), new(Rgb.White, Picture.Bake(Fur, 64, 64), 0.05, 0.1)),
                new("plush", plush.Map(fit), new(Rgb.Hex(0xE3C391), Specular: 0.05, Shininess: 0.1)),
                new("face", face.Map(fit), new(Rgb.Hex(0x15110F), Specular: 0.8, Shininess: 0.7)),
            ],
            [
                // It sits on its seat and on both legs.
                new BoxShape(new(MiddleX, 0.0020, box.Min.Z + 0.0040), new(0.0058, 0.0055, 0.0040)),
                new SphereShape(fit(body), 0.0142),
                new SphereShape(fit(head), 0.0124),
                new SphereShape(fit(snout), 0.0046),
                new SphereShape(fit(tail), 0.0036),
                new SphereShape(fit(ear), 0.0046),
                new SphereShape(fit(Mirrored(ear)), 0.0046),
                new CapsuleShape(fit(arm.Shoulder), fit(arm.Paw), armRadius),
                new CapsuleShape(fit(Mirrored(arm.Shoulder)), fit(Mirrored(arm.Paw)), armRadius),
                new CapsuleShape(
                    fit(leg.Hip) with
                    {
                        Z = box.Min.Z + legRadius,
                    },
                    fit(leg.Foot) with
                    {
                        Z = box.Min.Z + legRadius,
                    },
                    legRadius
                ),
                new CapsuleShape(
                    fit(Mirrored(leg.Hip)) with
                    {
                        Z = box.Min.Z + legRadius,
                    },
                    fit(Mirrored(leg.Foot)) with
                    {
                        Z = box.Min.Z + legRadius,
                    },
                    legRadius
                ),
            ],
            Contact.Gripping
        ).Shaded(60);
    }

    private static Rgb Fur(double u, double v) => Rgb.Hex(0x7E4E26).Mix(Rgb.Hex(0xA56B38), Noise.Fractal(3, u * 24, v * 24, 3));
}
