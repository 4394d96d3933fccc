using System.Collections.Immutable;
using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Images;
using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Tables;

/// <summary>
/// A table in a room, ray-cast into the picture that stands in for the table in the benchmark: the plane z = 0.8695 m as the
/// <see cref="ThirdViewCamera"/> sees it, with what lies beyond its edges, soft light from a window, and a lens's vignette and grain.
/// </summary>
internal sealed record TableScene(string Name)
{
    /// <summary>World z of the table top, metres.</summary>
    public const double TopZ = 0.8695;

    public required Surface Top { get; init; }

    public required Surface Edge { get; init; }

    public required Surface Floor { get; init; }

    public required Surface Wall { get; init; }

    /// <summary>World x of the two far and near edges, then y.</summary>
    public double MinX { get; init; } = -0.52;

    public double MaxX { get; init; } = 0.45;

    public double MinY { get; init; } = -0.40;

    public double MaxY { get; init; } = 0.62;

    public double Thickness { get; init; } = 0.03;

    public double CornerRadius { get; init; } = 0.01;

    /// <summary>How much of the window is mirrored: 0 cloth, 0.5 lacquer.</summary>
    public double Gloss { get; init; } = 0.1;

    /// <summary>Blur of the mirrored window, in sines of the angle.</summary>
    public double Roughness { get; init; } = 0.3;

    /// <summary>How much of what lies below shows through the top: 0 wood, 0.8 glass.</summary>
    public double Transparency { get; init; }

    /// <summary>Where the mirrored window stands, as a direction from the table.</summary>
    public Vector3 Window { get; init; } = new(-0.75, -0.10, 0.60);

    public Rgb LightColor { get; init; } = new(1.0, 0.985, 0.95);

    /// <summary>Distances of the two far walls from the origin, metres.</summary>
    public double WallX { get; init; } = -2.6;

    public double WallY { get; init; } = -2.3;

    public ImmutableArray<Furniture> Furniture { get; init; } = [];

    /// <summary>Of the film grain, so that no two pictures share it.</summary>
    public uint GrainSeed { get; init; } = 1;

    /// <summary>One sample per pixel, and 3x3 where a neighbour differs visibly.</summary>
    public Picture Render()
    {
        const int Width = ThirdViewCamera.Width;
        const int Height = ThirdViewCamera.Height;
        var coarse = new Rgb[Height, Width];
        Parallel.For(0, Height, row =>
        {
            for (var column = 0; column < Width; column++)
                coarse[row, column] = Trace(ThirdViewCamera.Ray(column + 0.5, row + 0.5));
        });
        var picture = new Picture(Width, Height);
        Parallel.For(0, Height, row =>
        {
            for (var column = 0; column < Width; column++)
            {
                var light = HasContrast(coarse, column, row) ? Supersampled(column, row) : coarse[row, column];
                picture[column, row] = Develop(light, column, row);
            }
        });
        return picture;
    }

    private Rgb Supersampled(int column, int row)
    {
        var sum = Rgb.Black;
        for (var i = 0; i < 9; i++)
            sum += Trace(ThirdViewCamera.Ray(column + (((i % 3) + 0.5) / 3), row + (((i / 3) + 0.5) / 3)));
        return sum * (1.0 / 9);
    }

    private static bool HasContrast(Rgb[,] image, int column, int row)
    {
        const double Visible = 0.045;
        var here = image[row, column];
        for (var dy = -1; dy <= 1; dy++)
        {
            for (var dx = -1; dx <= 1; dx++)
            {
                var (x, y) = (column + dx, row + dy);
                if (x < 0 || y < 0 || x >= image.GetLength(1) || y >= image.GetLength(0))
                    continue;
                var there = image[y, x];
                if (Math.Abs(here.R - there.R) + Math.Abs(here.G - there.G) + Math.Abs(here.B - there.B) > Visible)
                    return true;
            }
        }
        return false;
    }

    /// <summary>Light to display: vignette, a soft shoulder, grain.</summary>
    private Rgb Develop(Rgb light, int column, int row)
    {
        var (dx, dy) = ((column - 319.5) / 400, (row - 239.5) / 400);
        var vignette = 1 - (0.20 * ((dx * dx) + (dy * dy)));
        var exposed = light * (1.12 * vignette);
        var toned = new Rgb(Shoulder(exposed.R), Shoulder(exposed.G), Shoulder(exposed.B)).ToDisplay();
        var grain = 0.014 * (Noise.Lattice(GrainSeed, column, row, 1) - Noise.Lattice(GrainSeed, column, row, 2));
        return toned + new Rgb(grain, grain, grain);
    }

    private static double Shoulder(double x) => x < 0.7 ? x : 1 - (0.3 * 0.3 / (x - 0.7 + 0.3));

    private Rgb Trace(Vector3 ray)
    {
        var origin = ThirdViewCamera.Position;
        var toTop = (TopZ - origin.Z) / ray.Z;
        if (toTop > 0 && IsOnTop(origin.X + (ray.X * toTop), origin.Y + (ray.Y * toTop)))
            return ShadeTop(origin + (ray * toTop), ray);
        return Beyond(origin, ray);
    }

    /// <summary>What a ray meets that does not meet the table top: its edge, furniture, the room.</summary>
    private Rgb Beyond(Vector3 origin, Vector3 ray)
    {
        var (nearest, color) = (double.PositiveInfinity, Rgb.Black);
        var rim = new BoundingBox(new(MinX, MinY, TopZ - Thickness), new(MaxX, MaxY, TopZ));
        if (Hit(rim, origin, ray) is { } side && side.Distance < nearest)
        {
            var place = origin + (ray * side.Distance);
            (nearest, color) = (side.Distance, Edge(side.Axis == 0 ? place.Y : place.X, place.Z).ToLinear() * 0.45);
        }
        foreach (var piece in Furniture)
        {
            if (Hit(piece.Box, origin, ray) is not { } hit || hit.Distance >= nearest)
                continue;
            var place = origin + (ray * hit.Distance);
            var face = hit.Axis switch
            {
                2 => piece.Top(place.X, place.Y),
                0 => piece.Front(place.Y, place.Z),
                _ => piece.Front(place.X, place.Z),
            };
            var shade = hit.Axis switch
            {
                2 => 0.85,
                0 => 0.55,
                _ => 0.42,
            };
            // Darker towards the floor it stands on.
            shade *= 0.75 + (0.25 * PortableMath.SmoothStep(0, 0.4, place.Z - piece.Box.Min.Z));
            (nearest, color) = (hit.Distance, face.ToLinear() * shade);
        }
        if (nearest < double.PositiveInfinity)
            return color * LightColor;
        return Room(origin, ray) * LightColor;
    }

    private bool IsOnTop(double x, double y)
    {
        if (x < MinX || x > MaxX || y < MinY || y > MaxY)
            return false;
        var dx = Math.Max(0, Math.Max(MinX + CornerRadius - x, x - MaxX + CornerRadius));
        var dy = Math.Max(0, Math.Max(MinY + CornerRadius - y, y - MaxY + CornerRadius));
        return (dx * dx) + (dy * dy) <= CornerRadius * CornerRadius;
    }

    private Rgb ShadeTop(Vector3 place, Vector3 ray)
    {
        // The window side is brighter; large soft patches stand for everything else in the room.
        var toWindow = ((place.X * Window.X) + (place.Y * Window.Y)) / 0.6;
        var light = 0.80 + (0.22 * toWindow) + (0.10 * (Noise.At(GrainSeed + 90, place.X * 3, place.Y * 3) - 0.5));
        // A rounded rim catches less light from above.
        var toRim = Math.Min(Math.Min(place.X - MinX, MaxX - place.X), Math.Min(place.Y - MinY, MaxY - place.Y));
        light *= 0.82 + (0.18 * PortableMath.SmoothStep(0, 0.006, toRim));
        var lit = Top(place.X, place.Y).ToLinear() * light * LightColor;
        if (Transparency > 0)
        {
            // From just below the pane, so that the ray does not meet the pane again.
            var below = place + (ray * ((Thickness + 1e-6) / -ray.Z));
            lit = lit.Mix(Top(place.X, place.Y) * Beyond(below, ray), Transparency);
        }

        var mirrored = ray with { Z = -ray.Z };
        var grazing = 1 - Math.Abs(ray.Z);
        var fresnel = Gloss * (0.25 + (0.75 * grazing * grazing * grazing * 4));
        return lit + (LightColor * (fresnel * WindowSeenIn(mirrored)));
    }

    /// <summary>A window of two panes by two, blurred by the surface's roughness; 0 to 1.</summary>
    private double WindowSeenIn(Vector3 direction)
    {
        var axis = Window.Normalized();
        var side = new Vector3(0, 0, 1).Cross(axis).Normalized();
        var up = axis.Cross(side);
        var ahead = direction.Dot(axis);
        if (ahead <= 0)
            return 0;
        var (x, y) = (direction.Dot(side) / ahead, direction.Dot(up) / ahead);
        double Pane(double value, double half) => PortableMath.SmoothStep(half + Roughness, half - Roughness, Math.Abs(value));
        var bar = Roughness < 0.12 ? 0.6 * PortableMath.SmoothStep(0.02 + Roughness, 0.005, Math.Abs(x)) : 0;
        return Pane(x, 0.36) * Pane(y, 0.30) * (1 - bar);
    }

    private Rgb Room(Vector3 origin, Vector3 ray)
    {
        var toFloor = ray.Z < 0 ? -origin.Z / ray.Z : double.PositiveInfinity;
        var toWallX = ray.X < 0 ? (WallX - origin.X) / ray.X : double.PositiveInfinity;
        var toWallY = ray.Y < 0 ? (WallY - origin.Y) / ray.Y : double.PositiveInfinity;
        if (toFloor < toWallX && toFloor < toWallY)
        {
            var place = origin + (ray * toFloor);
            // The table's own soft shadow, and the darkness where floor meets wall.
            var outside = Math.Max(Math.Max(MinX - place.X, place.X - MaxX), Math.Max(MinY - place.Y, place.Y - MaxY));
            var shade = 0.30 + (0.45 * PortableMath.SmoothStep(-0.3, 0.7, outside));
            var corner = Math.Min(place.X - WallX, place.Y - WallY);
            shade *= 0.6 + (0.4 * PortableMath.SmoothStep(0, 0.35, corner));
            return Floor(place.X, place.Y).ToLinear() * shade;
        }
        var onX = toWallX < toWallY;
        var wall = origin + (ray * Math.Min(toWallX, toWallY));
        var horizontal = onX ? wall.Y : wall.X;
        var skirting = wall.Z < 0.09 ? Rgb.Hex(0xE4E0D8) * (wall.Z > 0.083 ? 0.8 : 1.0) : Wall(horizontal, wall.Z);
        return skirting.ToLinear() * ((onX ? 0.62 : 0.50) * (0.75 + (0.25 * PortableMath.SmoothStep(0, 0.5, wall.Z))));
    }

    /// <summary>Entry into a box, and the axis of the face that was hit (0 x, 1 y, 2 z).</summary>
    private static (double Distance, int Axis)? Hit(BoundingBox box, Vector3 origin, Vector3 ray)
    {
        var (enter, leave, axis) = (double.NegativeInfinity, double.PositiveInfinity, 0);
        Slab(box.Min.X, box.Max.X, origin.X, ray.X, 0);
        Slab(box.Min.Y, box.Max.Y, origin.Y, ray.Y, 1);
        Slab(box.Min.Z, box.Max.Z, origin.Z, ray.Z, 2);
        return enter > 0 && enter < leave ? (enter, axis) : null;

        void Slab(double min, double max, double from, double along, int which)
        {
            var (a, b) = ((min - from) / along, (max - from) / along);
            if (Math.Min(a, b) > enter)
                (enter, axis) = (Math.Min(a, b), which);
            leave = Math.Min(leave, Math.Max(a, b));
        }
    }
}
