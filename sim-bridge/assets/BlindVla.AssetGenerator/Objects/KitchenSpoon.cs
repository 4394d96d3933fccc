using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Objects;

/// <summary>
/// A wooden spoon with a shallow round bowl at +y. It rests on the bowl and on the end of the handle, which is raised in between, so that
/// two fingers get under it.
/// </summary>
internal static class KitchenSpoon
{
    private const double BowlY = 0.0254;

    // Bowl to end of the handle; metres.
    private static readonly (Vector3 Center, double HalfWidth, double HalfHeight)[] Handle =
    [
        (new(0, 0.0100, 0.0030), 0.0090, 0.0020),
        (new(0, 0.0030, 0.0052), 0.0070, 0.0030),
        (new(0, -0.0040, 0.0094), 0.0058, 0.0034),
        (new(0, -0.0130, 0.0122), 0.0056, 0.0036),
        (new(0, -0.0240, 0.0118), 0.0056, 0.0036),
        (new(0, -0.0440, 0.0078), 0.0058, 0.0036),
        (new(0, -0.0640, 0.0032), 0.0062, 0.0036),
        (new(0, -0.0725, 0.0016), 0.0052, 0.0029),
        (new(0, -0.0761, 0.0010), 0.0024, 0.0014),
    ];

    public static ObjectModel Create()
    {
        var box = new BoundingBox(new(-0.0248, -0.0761, -0.0014), new(0.0248, 0.0502, 0.0158));
        var bowl = Shapes
            .Revolution(
                24,
                (0, -0.0014),
                (0.0110, -0.0014),
                (0.0175, 0.0004),
                (0.0228, 0.0034),
                (0.0248, 0.0058),
                (0.0244, 0.0067),
                (0.0232, 0.0066),
                (0.0190, 0.0046),
                (0.0130, 0.0035),
                (0, 0.0033)
            )
            .Moved(0, BowlY, 0);
        var handle = Shapes.Sweep(new(0, 0, 1), 12, Handle);
        var fit = ObjectModel.Fill(Mesh.Combine(bowl, handle).Bounds, box);
        BoxShape Bar(int from, int to, double halfWidth, double halfHeight) =>
            BoxShape.Bar(fit(Handle[from].Center), fit(Handle[to].Center), halfWidth, halfHeight, overlap: 0.0018);
        IEnumerable<CollisionShape> Disc(double radius, double bottom, double top) =>
            Octagon.Upright(new(0, BowlY, bottom), new(0, BowlY, top), radius, radius);
        return new ObjectModel(
            "kitchen_spoon",
            500,
            box,
            [
                new(
                    "bowl",
                    bowl.Map(fit).MapTexture(v => (0.5 + (v.Position.X * 8), 0.5 + ((v.Position.Y - BowlY) * 8))),
                    new(Rgb.White, Picture.Bake(Dish, 128, 128), 0.2, 0.3)
                ),
                new("handle", handle.Map(fit), new(Rgb.White, Picture.Bake(Wood.Beech, 64, 256), 0.2, 0.3)),
            ],
            [
                // The shallow bowl is filled half way: too little to be felt by what lies in it.
                Foot.Under(0, BowlY, box.Min.Z, 0.0110),
                .. Disc(0.0166, -0.0006, 0.0046),
                .. Disc(0.0231, 0.0033, 0.0053),
                Bar(1, 3, 0.0052, 0.0029),
                Bar(3, 5, 0.0050, 0.0031),
                Bar(5, 7, 0.0050, 0.0026),
            ],
            Contact.Gripping
        ).Shaded(40);
    }

    private static Rgb Dish(double u, double v)
    {
        var radius = Math.Sqrt(((u - 0.5) * (u - 0.5)) + ((v - 0.5) * (v - 0.5))) / 8;
        var color = Rgb.Hex(0xC08A50).Mix(Rgb.Hex(0xDDB07A), Noise.Fractal(3, u * 18, v * 3, 3));
        // The hollow has seen many soups.
        return color * (1 - (0.30 * PortableMath.SmoothStep(0.0225, 0.0150, radius)));
    }
}
