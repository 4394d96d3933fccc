using BlindVla.Core;

namespace BlindVla.TestKit;

/// <summary>
/// Draws a fake world as the benchmark's third-view camera would see it: every thing is the outline of its box in one flat colour, far
/// before near, over the table's colour; the topmost sixteenth of the picture is the wall behind the table. A texture is a pattern of
/// squares.
/// </summary>
internal static class FakeCamera
{
    public const string Name = "3rd_view_camera";
    public const int NativeWidth = 640;
    public const int NativeHeight = 480;

    /// <summary>Pixels along an edge; smaller pictures are refused.</summary>
    public const int Smallest = 8;

    // Pose in the base frame (x forward, y left, z up) and pin-hole model of the benchmark's camera, arXiv 2510.25616.
    private static readonly Vector3D Position = new(0, -0.16, 0.36);
    private static readonly QuaternionD Orientation = Rotation.Normalized(new(0.8992917, -0.09263245, 0.35892478, 0.23209205));
    private const double Focal = 623.588;
    private const double CentreX = 319.501;
    private const double CentreY = 239.545;

    private const int WallShare = 16;

    private const int TextureSquare = 8; // pixels

    public static void Draw(FakeWorld world, int width, int height, Span<byte> rgb)
    {
        var scene = world.Scene;
        var light = scene.Lighting?.ColorFactor ?? LinearColor.White;
        var (table, wall) = Colours(scene.Table);
        var wallBytes = Math.Max(1, height / WallShare) * width * 3;
        Fill(rgb[..wallBytes], Times(wall, light));
        Fill(rgb[wallBytes..], Times(table, light));

        var view = new View(scene.Camera, width, height);
        var foreground = new bool[width * height];
        var boxes = world
            .Bodies.Select(body =>
                (Colour: Times(ColourOf(body.Asset), body.Colour), Corners: BoxCorners.Of(body.Pose, body.Min, body.Max))
            )
            .Concat(Gripper(world).Select(corners => (Colour: (R: (byte)40, G: (byte)40, B: (byte)44), Corners: corners)))
            .Select(box => (box.Colour, Points: box.Corners.ConvertAll(view.InCamera)))
            .OrderByDescending(box => box.Points.Average(point => point.X));
        foreach (var (colour, points) in boxes)
        {
            if (points.TrueForAll(point => point.X > 0.01))
            {
                FillHull(rgb, foreground, width, height, points.ConvertAll(view.InPicture), Times(colour, light));
            }
        }
        if (scene.Overlay is { } overlay)
        {
            Blend(rgb, foreground, width, overlay);
        }
        if (scene.Sensor is { NoiseSigma: > 0 } sensor)
        {
            AddNoise(rgb, sensor, world.Steps);
        }
    }

    /// <summary>The benchmark's camera as a scene changes it.</summary>
    private sealed class View(CameraChange? change, int width, int height)
    {
        // A change turns the camera in (right, up, back), this file's frame is (forward, left, up).
        private readonly QuaternionD _orientation = change is { Rotation: var q }
            ? Orientation * new QuaternionD(q.W, -q.Z, -q.X, q.Y)
            : Orientation;

        private readonly Vector3D _position = Position + (change?.Translation ?? default);
        private readonly double _focal = Focal / (change?.FieldOfViewFactor ?? 1);

        public Vector3D InCamera(Vector3D world)
        {
            var inBase = FakeWorld.RobotBase.Orientation.Conjugate.Rotate(world - FakeWorld.RobotBase.Position);
            return _orientation.Conjugate.Rotate(inBase - _position);
        }

        public (double X, double Y) InPicture(Vector3D point) =>
            (
                (CentreX - (_focal * point.Y / point.X)) * width / NativeWidth,
                (CentreY - (_focal * point.Z / point.X)) * height / NativeHeight
            );
    }

    private static void Blend(Span<byte> rgb, bool[] foreground, int width, TextureOverlay overlay)
    {
        var dark = ColourOf(overlay.Texture);
        var bright = ((byte)(255 - dark.R), (byte)(255 - dark.G), (byte)(255 - dark.B));
        for (var i = 0; i < foreground.Length; i++)
        {
            if (overlay.Region == OverlayRegion.WholeImage || foreground[i])
            {
                var (r, g, b) = (((i % width) / TextureSquare) + (i / width / TextureSquare)) % 2 == 0 ? dark : bright;
                var pixel = rgb.Slice(i * 3, 3);
                pixel[0] = Mix(r, pixel[0]);
                pixel[1] = Mix(g, pixel[1]);
                pixel[2] = Mix(b, pixel[2]);
            }
        }

        byte Mix(byte texture, byte picture) => (byte)Math.Round((overlay.Strength * texture) + ((1 - overlay.Strength) * picture));
    }

    private static void AddNoise(Span<byte> rgb, SensorEffects sensor, int step)
    {
        var random = KeyedRandom.Create(sensor.NoiseSeed, "noise", $"{step}");
        foreach (ref var level in rgb)
        {
            level = (byte)Math.Clamp(Math.Round(level + (sensor.NoiseSigma * random.NextNormal())), 0, 255);
        }
    }

    private static (byte R, byte G, byte B) Times((byte R, byte G, byte B) colour, LinearColor factor)
    {
        return (Scaled(colour.R, factor.Red), Scaled(colour.G, factor.Green), Scaled(colour.B, factor.Blue));

        static byte Scaled(byte level, double by) => (byte)Math.Clamp(Math.Round(level * by), 0, 255);
    }

    /// <summary>Of a table and the wall behind it. Two tables never look the same by accident: the colour comes from the whole
    /// name.</summary>
    public static ((byte R, byte G, byte B) Table, (byte R, byte G, byte B) Wall) Colours(string table)
    {
        var (r, g, b) = ColourOf(table);
        return ((r, g, b), ((byte)(255 - r), (byte)(255 - g), (byte)(255 - b)));
    }

    private static (byte R, byte G, byte B) ColourOf(string name)
    {
        var random = KeyedRandom.Create(0, "colour", name);
        byte Channel() => (byte)(60 + random.NextInt(196));
        return (Channel(), Channel(), Channel());
    }

    private static IEnumerable<List<Vector3D>> Gripper(FakeWorld world)
    {
        var (pose, finger) = (world.GripperInWorld, world.Finger);
        yield return BoxCorners.Of(pose, new(-0.08, -0.03, -0.02), new(-0.04, 0.03, 0.02));
        yield return BoxCorners.Of(pose, new(-0.04, finger, -0.008), new(0.01, finger + 0.008, 0.008));
        yield return BoxCorners.Of(pose, new(-0.04, -finger - 0.008, -0.008), new(0.01, -finger, 0.008));
    }

    private static void Fill(Span<byte> rgb, (byte R, byte G, byte B) colour)
    {
        for (var i = 0; i < rgb.Length; i += 3)
        {
            (rgb[i], rgb[i + 1], rgb[i + 2]) = colour;
        }
    }

    /// <summary>Fills the convex hull of some points: on each row, everything between the outermost crossings of the lines that join
    /// them.</summary>
    private static void FillHull(
        Span<byte> rgb,
        bool[] foreground,
        int width,
        int height,
        List<(double X, double Y)> points,
        (byte R, byte G, byte B) colour
    )
    {
        var top = Math.Max(0, (int)Math.Floor(points.Min(p => p.Y)));
        var bottom = Math.Min(height - 1, (int)Math.Ceiling(points.Max(p => p.Y)));
        for (var row = top; row <= bottom; row++)
        {
            var (y, left, right) = (row + 0.5, double.PositiveInfinity, double.NegativeInfinity);
            foreach (var a in points)
            {
                foreach (var b in points)
                {
                    if (a.Y <= y && y < b.Y)
                    {
                        var x = a.X + ((b.X - a.X) * (y - a.Y) / (b.Y - a.Y));
                        (left, right) = (Math.Min(left, x), Math.Max(right, x));
                    }
                }
            }
            var first = (int)Math.Ceiling(Math.Clamp(left, 0, width) - 0.5);
            var end = (int)Math.Ceiling(Math.Clamp(right, 0, width) - 0.5);
            if (first < end)
            {
                Fill(rgb.Slice(((row * width) + first) * 3, (end - first) * 3), colour);
                foreground.AsSpan((row * width) + first, end - first).Fill(true);
            }
        }
    }
}
