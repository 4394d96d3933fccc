using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Objects;

/// <summary>
/// A slotted turner: the blade lies on the table, the handle rises behind it, so that two fingers get under it, and comes down to the table
/// at +y.
/// </summary>
internal static class KitchenShovel
{
    private const double BladeBottom = -0.0123;
    private const double BladeTop = -0.0093;
    private const int Slots = 4;

    // Narrow enough that a contact surface without slots stays within 2 mm of an edge.
    private const double SlotWidth = 0.0038;
    private const double SlotFront = -0.0500;
    private const double SlotBack = -0.0180;

    // Back of the blade to end of the handle; metres.
    private static readonly (Vector3 Center, double HalfWidth, double HalfHeight)[] Handle =
    [
        (new(0, -0.0140, -0.0098), 0.0085, 0.0018),
        (new(0, -0.0060, -0.0085), 0.0066, 0.0024),
        (new(0, 0.0020, -0.0040), 0.0056, 0.0032),
        (new(0, 0.0120, 0.0015), 0.0054, 0.0036),
        (new(0, 0.0260, 0.0052), 0.0054, 0.0036),
        (new(0, 0.0420, 0.0042), 0.0056, 0.0036),
        (new(0, 0.0600, -0.0012), 0.0062, 0.0038),
        (new(0, 0.0780, -0.0074), 0.0066, 0.0038),
        (new(0, 0.0850, -0.0092), 0.0052, 0.0030),
        (new(0, 0.0876, -0.0098), 0.0022, 0.0014),
    ];

    public static ObjectModel Create()
    {
        var box = new BoundingBox(new(-0.0285, -0.0612, -0.0123), new(0.0286, 0.0876, 0.0089));
        var blade = Blade();
        var handle = Shapes.Sweep(new(0, 0, 1), 12, Handle);
        var fit = ObjectModel.Fill(Mesh.Combine(blade, handle).Bounds, box);
        BoxShape Bar(int from, int to, double halfWidth, double halfHeight) =>
            BoxShape.Bar(fit(Handle[from].Center), fit(Handle[to].Center), halfWidth, halfHeight, overlap: 0.0015);
        static BoxShape Plate(double from, double to, double halfWidth) =>
            new(new(0, (from + to) / 2, (BladeBottom + BladeTop) / 2), new(halfWidth, (to - from) / 2, (BladeTop - BladeBottom) / 2));
        return new ObjectModel(
            "kitchen_shovel",
            557,
            box,
            [
                new("blade", blade.Map(fit), new(Rgb.Hex(0x2C2E33), Specular: 0.4, Shininess: 0.4)),
                new("handle", handle.Map(fit), new(Rgb.White, Picture.Bake(Wood.Beech, 64, 256), 0.2, 0.3)),
            ],
            [
                Plate(-0.0605, -0.0400, 0.0267),
                Plate(-0.0400, -0.0140, 0.0236),
                Plate(-0.0160, -0.0068, 0.0197),
                Bar(1, 3, 0.0050, 0.0030),
                Bar(3, 4, 0.0052, 0.0034),
                Bar(4, 5, 0.0052, 0.0034),
                Bar(5, 7, 0.0054, 0.0031),
                Bar(7, 8, 0.0048, 0.0026),
            ],
            Contact.Gripping
        ).Shaded(40);
    }

    /// <summary>A front, a back and the bars between the slots, all of one thickness.</summary>
    private static Mesh Blade()
    {
        static double HalfWidth(double y) => PortableMath.Lerp(0.0285, 0.0215, (y + 0.0560) / 0.0500);
        var front = Shapes.Extrusion(
            [
                (-0.0245, -0.0612),
                (0.0245, -0.0612),
                (0.0285, -0.0572),
                (HalfWidth(SlotFront), SlotFront),
                (-HalfWidth(SlotFront), SlotFront),
                (-0.0285, -0.0572),
            ],
            BladeBottom,
            BladeTop
        );
        var back = Shapes.Extrusion(
            [
                (-HalfWidth(SlotBack), SlotBack),
                (HalfWidth(SlotBack), SlotBack),
                (0.0210, -0.0095),
                (0.0150, -0.0058),
                (-0.0150, -0.0058),
                (-0.0210, -0.0095),
            ],
            BladeBottom,
            BladeTop
        );
        var parts = new List<Mesh> { front, back };
        // Across the blade 0..1 there are as many slots as gaps, and one bar more.
        double Edge(double y, int slots, int bars)
        {
            var bar = ((2 * HalfWidth(y)) - (Slots * SlotWidth)) / (Slots + 1);
            return -HalfWidth(y) + (slots * SlotWidth) + (bars * bar);
        }
        for (var i = 0; i <= Slots; i++)
        {
            // They reach into front and back, so that nothing shines through between.
            const double from = SlotFront - 0.0010;
            const double to = SlotBack + 0.0010;
            parts.Add(
                Shapes.Extrusion(
                    [(Edge(from, i, i), from), (Edge(from, i, i + 1), from), (Edge(to, i, i + 1), to), (Edge(to, i, i), to)],
                    BladeBottom,
                    BladeTop
                )
            );
        }
        return Mesh.Combine([.. parts]);
    }
}
