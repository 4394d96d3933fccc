using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Objects;

/// <summary>A short corrugated pipe of grey plastic lying along y, with a smooth socket at either end.</summary>
internal static class Pipe
{
    private const double Length = 0.0738;
    private const double Radius = 0.0173;
    private const double BoreRadius = 0.0135;
    private const double BoreDepth = 0.0018;
    private const int Segments = 16;

    // So narrow that the contact surface, which has no grooves, stays within 2 mm of the skin.
    private const double GrooveHalfWidth = 0.0014;
    private const double GrooveDepth = 0.0015;
    private const int Grooves = 8;
    private const double Socket = 0.0130;

    public static ObjectModel Create()
    {
        var box = new BoundingBox(new(-0.0173, -0.0369, -0.0173), new(0.0173, 0.0369, 0.0173));
        var wall = Shapes.Revolution(Segments, [.. Profile()]).LaidAlongY().Moved(0, box.Min.Y, 0);
        // The pipe is closed a little inside its ends, where nobody sees how deep the dark is.
        var dark = Shapes.Cylinder(BoreRadius - 0.0002, 0.0012, 0.0030, Segments).LaidAlongY().Moved(0, box.Min.Y, 0);
        return new ObjectModel(
            "pipe",
            1116,
            box,
            [
                new("wall", wall, new(Rgb.Hex(0x9BA3AB), Specular: 0.4, Shininess: 0.4)),
                new("bore", Mesh.Combine(dark, dark.RotatedZ(180)), new(Rgb.Hex(0x16181B), Specular: 0, Shininess: 0)),
            ],
            Octagon.Around(new(0, box.Min.Y, 0), new(0, box.Max.Y, 0), Radius, Radius),
            Contact.Rolling
        ).Shaded(35);
    }

    private static IEnumerable<(double Radius, double Z)> Profile()
    {
        yield return (0, BoreDepth);
        yield return (BoreRadius, BoreDepth);
        yield return (BoreRadius + 0.0004, 0);
        yield return (Radius - 0.0006, 0);
        yield return (Radius, 0.0008);
        for (var i = 0; i < Grooves; i++)
        {
            var middle = PortableMath.Lerp(Socket, Length - Socket, i / (Grooves - 1.0));
            yield return (Radius, middle - GrooveHalfWidth);
            yield return (Radius - GrooveDepth, middle);
            yield return (Radius, middle + GrooveHalfWidth);
        }
        yield return (Radius, Length - 0.0008);
        yield return (Radius - 0.0006, Length);
        yield return (BoreRadius + 0.0004, Length);
        yield return (BoreRadius, Length - BoreDepth);
        yield return (0, Length - BoreDepth);
    }
}
