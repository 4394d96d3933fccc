using BlindVla.AssetGenerator.Geometry;

namespace BlindVla.AssetGenerator.Objects;

/// <summary>The two parts of a drink can that stands on z = 0: the printed wall, and lid, tab and foot of bare metal.</summary>
internal static class DrinkCan
{
    public static Mesh Wall(double radius, double height) =>
        Shapes.Revolution(
            24,
            (0, 0.0020),
            (radius - 0.0041, 0.0010),
            (radius - 0.0016, 0.0020),
            (radius, 0.0055),
            (radius, height - 0.0065),
            (radius - 0.0018, height - 0.0020),
            (0, height - 0.0020)
        );

    public static Mesh Metal(double radius, double height)
    {
        var lid = Shapes.Revolution(
            24,
            (radius - 0.0046, height - 0.0025),
            (radius - 0.0015, height - 0.0022),
            (radius - 0.0013, height - 0.0008),
            (radius - 0.0018, height),
            (radius - 0.0025, height - 0.0007),
            (radius - 0.0030, height - 0.0017),
            (0, height - 0.0017)
        );
        var foot = Shapes.Revolution(
            24,
            (0, 0.0018),
            (radius - 0.0048, 0.0009),
            (radius - 0.0038, 0),
            (radius - 0.0030, 0.0004),
            (radius - 0.0013, 0.0024),
            (radius - 0.0066, 0.0030)
        );
        var tab = Shapes.Box(new(-0.0028, -0.0070, height - 0.0020), new(0.0028, 0.0030, height - 0.0007), 0.0005);
        return Mesh.Combine(lid, foot, tab);
    }
}
