using BlindVla.AssetGenerator.Numerics;

namespace BlindVla.AssetGenerator.Geometry;

/// <summary>A point or direction in metres.</summary>
internal readonly record struct Vector3(double X, double Y, double Z)
{
    public static readonly Vector3 Zero = new(0, 0, 0);

    public double Length => Math.Sqrt(Dot(this));

    public static Vector3 operator +(Vector3 a, Vector3 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    public static Vector3 operator -(Vector3 a, Vector3 b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    public static Vector3 operator -(Vector3 a) => new(-a.X, -a.Y, -a.Z);

    public static Vector3 operator *(Vector3 a, double s) => new(a.X * s, a.Y * s, a.Z * s);

    public static Vector3 operator /(Vector3 a, double s) => new(a.X / s, a.Y / s, a.Z / s);

    public double Dot(Vector3 other) => (X * other.X) + (Y * other.Y) + (Z * other.Z);

    public Vector3 Cross(Vector3 o) => new((Y * o.Z) - (Z * o.Y), (Z * o.X) - (X * o.Z), (X * o.Y) - (Y * o.X));

    public Vector3 Normalized()
    {
        var length = Length;
        return length > 0 ? this / length : this;
    }

    public Vector3 RotatedX(double degrees)
    {
        var (s, c) = SinCos(degrees);
        return new(X, (c * Y) - (s * Z), (s * Y) + (c * Z));
    }

    public Vector3 RotatedY(double degrees)
    {
        var (s, c) = SinCos(degrees);
        return new((c * X) + (s * Z), Y, (c * Z) - (s * X));
    }

    public Vector3 RotatedZ(double degrees)
    {
        var (s, c) = SinCos(degrees);
        return new((c * X) - (s * Y), (s * X) + (c * Y), Z);
    }

    public static Vector3 Min(Vector3 a, Vector3 b) => new(Math.Min(a.X, b.X), Math.Min(a.Y, b.Y), Math.Min(a.Z, b.Z));

    public static Vector3 Max(Vector3 a, Vector3 b) => new(Math.Max(a.X, b.X), Math.Max(a.Y, b.Y), Math.Max(a.Z, b.Z));

    private static (double Sin, double Cos) SinCos(double degrees)
    {
        var radians = PortableMath.Radians(degrees);
        return (PortableMath.Sin(radians), PortableMath.Cos(radians));
    }
}
