using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Robot;

/// <summary>
/// The visible shells of a WidowX-250 six-joint arm, each in the frame of the body it belongs to (x forward, z up at zero joint angles;
/// the two gripper parts in the frame of the last wrist joint). Modelled from the arm's overall dimensions; nothing is copied from the
/// manufacturer's files. Numbers are millimetres, meshes are metres.
/// </summary>
internal static class WidowX
{
    private const int Flange = 20;
    private const int Horn = 14;

    /// <summary>File name without extension, and mesh.</summary>
    public static IEnumerable<(string Name, Mesh Mesh)> Links()
    {
        yield return ("base", Finish(Base()));
        yield return ("shoulder", Finish(Shoulder()));
        yield return ("upper_arm", Finish(UpperArm()));
        yield return ("upper_forearm", Finish(UpperForearm()));
        yield return ("lower_forearm", Finish(LowerForearm()));
        yield return ("wrist", Finish(Wrist()));
        yield return ("gripper", Finish(Gripper()));
        yield return ("gripper_bar", Finish(GripperBar()));
        var finger = Finger();
        yield return ("finger_left", Finish(finger));
        yield return ("finger_right", Finish(finger.MirroredY()));
    }

    private static Mesh Finish(Mesh millimetres) => millimetres.Scaled(0.001, 0.001, 0.001).Shaded(35);

    private static Mesh Base()
    {
        // An octagon across 153 mm with a tongue to the rear for the electronics.
        const double Flat = 76.5;
        const double Cut = 32;
        const double Tongue = 51;
        (double X, double Y)[] outline =
        [
            (-157, -Tongue + 13),
            (-144, -Tongue),
            (-Flat + 20, -Tongue),
            (-Cut, -Flat),
            (Cut, -Flat),
            (Flat, -Cut),
            (Flat, Cut),
            (Cut, Flat),
            (-Cut, Flat),
            (-Flat + 20, Tongue),
            (-144, Tongue),
            (-157, Tongue - 13),
        ];
        var turret = Shapes.Loft([0, 1, 2, 3, 4, 5], 24, (s, angle) =>
        {
            var (z, radius) = s switch
            {
                0 => (8.5, 55.0),
                1 => (30.0, 52.0),
                2 => (42.0, 50.5),
                3 => (67.0, 50.5),
                4 => (69.0, 48.5),
                _ => (71.6, 48.5),
            };
            // Eight flats at the foot melt into a circle.
            var turn = (angle / (Math.PI / 4)) - Math.Floor(angle / (Math.PI / 4)) - 0.5;
            var octagon = PortableMath.Cos(Math.PI / 8) / PortableMath.Cos(turn * Math.PI / 4);
            radius *= PortableMath.Lerp(octagon * 1.03, 1, PortableMath.Clamp01(s / 2));
            return new(radius * PortableMath.Cos(angle), radius * PortableMath.Sin(angle), z);
        });
        return Mesh.Combine(
            Shapes.Extrusion(outline, 0, 9, 1.5),
            turret,
            Box(-151, -45, 8, -66, 45, 36, 4),
            Box(-154, -30, 14, -150, -8, 27, 1),
            Box(-154, 8, 14, -150, 26, 24, 1),
            Ring(53, 50.2, 44, 49),
            Screw(-42, 62, 9),
            Screw(-42, -62, 9),
            Screw(62, 40, 9),
            Screw(62, -40, 9),
            Screw(40, 62, 9),
            Screw(40, -62, 9)
        );
    }

    private static Mesh Shoulder() =>
        Mesh.Combine(
            Shapes.Cylinder(31, -3, 0.5, Flange),
            Shapes.Cylinder(51.1, 0, 3.2, 28),
            Motor(-14.2, 18, 2.8, 14.2, 50.3, 49.5),
            Motor(-14.2, 18, 2.8, 14.2, 50.3, 49.5).MirroredY(),
            Disc(0, 38.65, 11, 18.5, 13.8),
            Disc(0, 38.65, 11, 18.5, 13.8).MirroredY()
        );

    private static Mesh UpperArm() =>
        Mesh.Combine(
            Clevis(26, 54).RotatedY(-90),
            Box(-10, -9.5, 50, 10, 9.5, 232, 2),
            // The elbow's cross-beam narrows downwards to the tube.
            Shapes
                .Extrusion(
                    [(-54, 246), (-46, 232), (-26, 216), (26, 216), (46, 232), (54, 246), (54, 264), (49, 268.5), (-49, 268.5), (-54, 264)],
                    -12,
                    20,
                    3
                )
                .Map(p => new(p.Z, p.X, p.Y)),
            Motor(19, 17, 234.5, 61, 50.5, 266),
            Motor(19, 17, 234.5, 61, 50.5, 266).MirroredY(),
            Disc(49.75, 250, 10.5, 17.5, 13.8),
            Disc(49.75, 250, 10.5, 17.5, 13.8).MirroredY(),
            Box(-14.4, -13, 230, -11, 13, 258, 1.2)
        );

    private static Mesh UpperForearm() =>
        Mesh.Combine(
            Clevis(26, 54),
            Box(50, -9.5, -9.5, 140, 9.5, 9.5, 2),
            Box(136, -14.5, -14.5, 165, 14.5, 14.5, 2.5),
            AlongX(Shapes.Cylinder(21.2, 163.5, 171.5, Flange, 1.2)),
            AlongX(Shapes.Cylinder(8, 171, 175, Horn))
        );

    private static Mesh LowerForearm() =>
        Mesh.Combine(
            AlongX(Shapes.Cylinder(24.5, -4.4, 2.5, Flange, 1)),
            Motor(2, -10.5, -14.2, 38, 34, 14.2),
            // The bracket: two plates above and below that hold the roll motor and the wrist motor.
            Bracket().Moved(0, 0, 14),
            Bracket().Moved(0, 0, -17),
            Box(1, -18, -16.5, 7, 35.2, 16.5, 1.5),
            Motor(42, -17.5, -14.2, 86.2, 17.5, 14.2),
            Disc(75, 0, 11, 17, 24.5),
            Disc(75, 0, 9, 17, 20).MirroredY()
        );

    private static Mesh Bracket() =>
        Shapes.Extrusion([(2, -18), (72, -18), (76, -13), (76, 13), (72, 18), (46, 18), (34, 35), (2, 35)], 0, 3);

    private static Mesh Wrist()
    {
        // A fork cheek: a round eye at the wrist axis, hollow sides, widening to the motor.
        var cheek = Shapes
            .Extrusion(
                [
                    (-3.4, -9),
                    (3, -11.5),
                    (14, -11),
                    (24, -12.5),
                    (38, -15),
                    (38, 22),
                    (30, 22),
                    (22, 16),
                    (13, 12.5),
                    (3, 11.5),
                    (-3.4, 9),
                    (-3.4, 6),
                    (1.5, 5),
                    (4, 0),
                    (1.5, -5),
                    (-3.4, -6),
                ],
                17.5,
                21.5
            )
            .Map(p => new(p.X, -p.Z, p.Y));
        return Mesh.Combine(
            cheek,
            cheek.MirroredY(),
            Box(27, -22, -13, 38.5, -13, 24, 2),
            Box(27, 13, -13, 38.5, 22, 24, 2),
            Motor(27, -14.2, -11, 62, 14.2, 35.2),
            AlongX(Shapes.Cylinder(20, 61, 65, Flange, 1))
        );
    }

    private static Mesh Gripper() =>
        Mesh.Combine(
            AlongX(Shapes.Cylinder(20, 0, 4, Flange, 1)),
            Motor(3.5, -14.2, -11, 43, 14.2, 35.2),
            AlongX(Shapes.Cylinder(9, 42, 47, Horn)),
            // The two-armed crank that drives the finger links.
            Shapes
                .Extrusion([(-5, -18.2), (5, -18.2), (10.2, -4), (10.2, 4), (5, 18.2), (-5, 18.2), (-10.2, 4), (-10.2, -4)], 46, 51, 0.8)
                .Map(p => new(p.Z, p.X, p.Y))
        );

    private static Mesh GripperBar()
    {
        var plate = Shapes
            .Extrusion(
                [
                    (0, -14.5),
                    (48, -6),
                    (52.3, -2),
                    (52.3, 3),
                    (48, 6),
                    (24, 18),
                    (13, 35.8),
                    (-13, 35.8),
                    (-24, 18),
                    (-48, 6),
                    (-52.3, 3),
                    (-52.3, -2),
                    (-48, -6),
                ],
                42.4,
                46,
                0.9
            )
            .Map(p => new(p.Z, p.X, p.Y));
        var post = AlongX(Shapes.Cylinder(4.2, 45, 62, 10)).Moved(0, 44, 0);
        return Mesh.Combine(plate, post, post.MirroredY(), Box(61, -51, -5.3, 71.6, 51, 5.3, 1.2));
    }

    /// <summary>The finger at +y: a carriage round the bar and a long jaw, its gripping face at y = -8.8.</summary>
    private static Mesh Finger()
    {
        var jaw = Shapes
            .Extrusion([(-8.5, -8.8), (42.6, -8.8), (43.2, -7.6), (38, -0.4), (10.6, 5), (-6.5, 5), (-8.5, 3)], -14.5, 14.5, 2.4)
            .Map(p => p with { Z = p.Z * (p.X > 10 ? 1 - (0.16 * (p.X - 10) / 33.2) : 1) });
        var rib = Box(14, 1, -9, 34, 3.6, 9, 0.8).Map(p => p with { Y = p.Y - (p.X > 20 ? 2.6 : 0) });
        return Mesh.Combine(
            jaw,
            rib,
            Box(-12.1, -4.5, -5.5, -7, 5, 5.5, 1),
            AlongY(Shapes.Cylinder(2.2, -11, -8, 8)).Moved(2, 0, 8.5),
            AlongY(Shapes.Cylinder(2.2, -11, -8, 8)).Moved(2, 0, -8.5)
        );
    }

    /// <summary>A servo housing with a raised cover on its outer side face (+y) and two screws on it.</summary>
    private static Mesh Motor(double x0, double y0, double z0, double x1, double y1, double z1) =>
        Mesh.Combine(
            Box(x0, y0, z0, x1, y1 - 1.2, z1, 2),
            Box(x0 + 3.5, y1 - 2, z0 + 3.5, x1 - 3.5, y1, z1 - 3.5, 0),
            AlongY(Shapes.Cylinder(1.8, y1 - 1, y1 + 0.01, 6)).Moved(x0 + 6.5, 0, z0 + 6.5),
            AlongY(Shapes.Cylinder(1.8, y1 - 1, y1 + 0.01, 6)).Moved(x1 - 6.5, 0, z1 - 6.5)
        );

    /// <summary>The fork end of a tube along x: rounded about the y axis at the origin.</summary>
    private static Mesh Clevis(double width, double length)
    {
        var outline = new List<(double X, double Y)> { (length, -14.4), (length, 14.4) };
        for (var degrees = 90; degrees <= 270; degrees += 20)
            outline.Add((14.4 * PortableMath.Cos(PortableMath.Radians(degrees)), 14.4 * PortableMath.Sin(PortableMath.Radians(degrees))));
        return Shapes.Extrusion(outline, -width / 2, width / 2, 1.6).Map(p => new(p.X, -p.Z, p.Y));
    }

    private static Mesh Box(double x0, double y0, double z0, double x1, double y1, double z1, double chamfer) =>
        Shapes.Box(new(x0, y0, z0), new(x1, y1, z1), chamfer);

    /// <summary>A motor horn: a disc about an axis along y, from inside the housing to its bevelled face on either side.</summary>
    private static Mesh Disc(double x, double z, double radius, double root, double face)
    {
        var thickness = Math.Abs(face - root);
        var disc = AlongY(Shapes.Revolution(Horn, (radius, 0), (radius, thickness - 0.8), (radius - 0.8, thickness)));
        return (face > root ? disc : disc.MirroredY()).Moved(x, root, z);
    }

    private static Mesh Ring(double outer, double inner, double bottom, double top) =>
        Shapes.Revolution(24, (inner, bottom), (outer, bottom + 1), (outer, top - 1), (inner, top));

    private static Mesh Screw(double x, double y, double z) => Shapes.Cylinder(3, z - 1, z + 1.2, 6).Moved(x, y, 0);

    private static Mesh AlongX(Mesh alongZ) => alongZ.Map(p => new(p.Z, p.X, p.Y));

    private static Mesh AlongY(Mesh alongZ) => alongZ.Map(p => new(p.Y, p.Z, p.X));
}
