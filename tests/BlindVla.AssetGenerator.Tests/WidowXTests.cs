using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Robot;

namespace BlindVla.AssetGenerator.Tests;

internal sealed class WidowXTests
{
    private static readonly Dictionary<string, Mesh> Links = WidowX.Links().ToDictionary(link => link.Name, link => link.Mesh);

    // Outer dimensions of the real arm's parts, millimetres, in body frames.
    [TestCase("base", -157, -76.5, 0, 76.5, 76.5, 71.6)]
    [TestCase("shoulder", -51.1, -51.1, -3, 51.1, 51.1, 49.5)]
    [TestCase("upper_arm", -14.4, -54.1, -14.4, 61, 54.1, 268.5)]
    [TestCase("upper_forearm", -14.4, -21.2, -21.2, 175, 21.2, 21.2)]
    [TestCase("lower_forearm", -4.4, -24.5, -24.5, 86.2, 35.2, 24.5)]
    [TestCase("wrist", -3.4, -22, -20, 65, 22, 35.2)]
    [TestCase("gripper", 0, -20, -20, 51, 20, 35.2)]
    [TestCase("gripper_bar", 42.4, -52.3, -14.5, 71.6, 52.3, 35.8)]
    [TestCase("finger_left", -12.1, -11, -14.5, 43.2, 5, 14.5)]
    [TestCase("finger_right", -12.1, -5, -14.5, 43.2, 11, 14.5)]
    public void Bounds_OfEachLink_MatchTheRealArm(string link, double minX, double minY, double minZ, double maxX, double maxY, double maxZ)
    {
        var bounds = Links[link].Bounds;

        Assert.That((bounds.Min - (new Vector3(minX, minY, minZ) * 0.001)).Length, Is.LessThan(0.0015), $"{bounds.Min}");
        Assert.That((bounds.Max - (new Vector3(maxX, maxY, maxZ) * 0.001)).Length, Is.LessThan(0.0015), $"{bounds.Max}");
    }

    [TestCaseSource(nameof(Names))]
    public void Mesh_OfEachLink_IsClosedAndTurnedOutwards(string link) => MeshAssert.IsSound(Links[link], link);

    [TestCaseSource(nameof(Names))]
    public void Triangles_OfEachLink_StayWithinTheBudget(string link) =>
        Assert.That(Links[link].Triangles.Length, Is.LessThanOrEqualTo(link is "base" or "upper_arm" ? 900 : 640));

    private static IEnumerable<string> Names() => WidowX.Links().Select(link => link.Name);
}
