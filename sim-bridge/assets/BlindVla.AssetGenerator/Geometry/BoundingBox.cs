namespace BlindVla.AssetGenerator.Geometry;

/// <summary>An axis-aligned box, metres.</summary>
internal readonly record struct BoundingBox(Vector3 Min, Vector3 Max)
{
    public Vector3 Size => Max - Min;

    public Vector3 Center => (Min + Max) / 2;

    public static BoundingBox Of(IEnumerable<Vector3> points)
    {
        var infinity = double.PositiveInfinity;
        var box = new BoundingBox(new(infinity, infinity, infinity), new(-infinity, -infinity, -infinity));
        foreach (var point in points)
            box = new(Vector3.Min(box.Min, point), Vector3.Max(box.Max, point));
        return box;
    }
}
