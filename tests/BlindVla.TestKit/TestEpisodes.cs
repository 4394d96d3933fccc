using BlindVla.Bridge;
using BlindVla.Core;

namespace BlindVla.TestKit;

/// <summary>Episodes for tests, made of what an environment offers.</summary>
public static class TestEpisodes
{
    /// <summary>World frame: the middle and the half-edge of the benchmark's placement grid, and the height things are dropped
    /// from.</summary>
    public const double GridX = -0.16;
    public const double GridHalfEdge = 0.075;
    public const double DropHeight = 0.95;

    /// <summary>The one camera of the fake world.</summary>
    public const string Camera = FakeCamera.Name;

    /// <summary>"Put the object on the receptacle": a carrot on a plate where there are such.</summary>
    public static EpisodeSpec Create(EnvironmentSpec spec, int index = 0)
    {
        var corners = new[] { (-1, -1), (-1, 1), (1, -1), (1, 1) };
        var (x, y) = corners[index % corners.Length];
        return Create(spec, At(GridX + (GridHalfEdge * x), GridHalfEdge * y), At(GridX - (GridHalfEdge * x), -GridHalfEdge * y), index);
    }

    public static EpisodeSpec Create(EnvironmentSpec spec, Pose source, Pose receptacle, int index = 0) =>
        ConformanceEpisodes.OnTable(spec, source, receptacle, index) with
        {
            Id = $"test/put-on/id/{index:D4}",
            Suite = "test",
        };

    /// <summary>A place above the table to drop something from.</summary>
    public static Pose At(double x, double y) => new(new(x, y, DropHeight), QuaternionD.Identity);
}
