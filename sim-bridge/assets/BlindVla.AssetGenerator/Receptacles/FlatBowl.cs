using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Receptacles;

/// <summary>Glazed pottery with a low, sloping rim: sea green, a sand-coloured lip, a spiral from the potter's wheel.</summary>
internal static class FlatBowl
{
    private const double Radius = 0.055;
    private const double FloorRadius = 0.037;
    private const double FootRadius = 0.0382;
    private const double FloorTop = -0.0027;

    private static readonly BoundingBox Box = new(new(-Radius, -Radius, -0.0049), new(Radius, Radius, 0.0071));

    public static ObjectModel Create()
    {
        var (bottom, top) = (Box.Min.Z, Box.Max.Z);
        var bowl = Shapes.Revolution(
            40,
            (0, bottom),
            (0.0365, bottom),
            (0.0395, bottom + 0.0008),
            (0.0542, top - 0.0022),
            (Radius, top - 0.0008),
            (0.0543, top),
            (0.0528, top - 0.0004),
            (0.0400, FloorTop + 0.0014),
            (FloorRadius, FloorTop + 0.0001),
            (0.0340, FloorTop),
            (0, FloorTop)
        );
        return new ObjectModel(
            "flat_bowl",
            4847,
            Box,
            [Slab.Printed("bowl", bowl.Map(ObjectModel.Fill(bowl.Bounds, Box)), Box, Glaze, 0.7, 0.6)],
            [
                .. Slab.RoundContact(new(new(-FootRadius, -FootRadius, bottom), new(FootRadius, FootRadius, FloorTop))),
                .. Rim.Around(Vector3.Zero, 10, (0.0461, 0.0020), new(0.0081, 0.0160, 0.0008), -32),
            ],
            Contact.Gripping
        ).Shaded(50);
    }

    private static Rgb Glaze(double x, double y)
    {
        var radius = Math.Sqrt((x * x) + (y * y)) * 1000;
        var speckles = PortableMath.SmoothStep(0.80, 0.88, Noise.At(3500, x * 900, y * 900));
        if (radius > 51)
            return Rgb.Hex(0xC9A06A).Mix(Rgb.Hex(0x6A4A28), speckles);
        var glaze = Rgb.Hex(0x2F8F86).Mix(Rgb.Hex(0x5CC0AE), Noise.Fractal(3501, x * 60, y * 60, 3));
        var turn = PortableMath.Atan2(y, x) / (2 * Math.PI);
        var spiral = (radius / 7) - turn;
        if (radius < 36)
            glaze *= 0.93 + (0.10 * PortableMath.Sin(2 * Math.PI * spiral));
        // The wall lies in its own shade where it rises.
        glaze *= 1 - (0.30 * PortableMath.SmoothStep(5, 0, Math.Abs(radius - 38)));
        return glaze.Mix(Rgb.Hex(0x1D5A54), 0.7 * speckles);
    }
}
