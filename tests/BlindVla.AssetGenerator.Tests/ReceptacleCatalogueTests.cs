using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Receptacles;

namespace BlindVla.AssetGenerator.Tests;

/// <summary>What a receptacle must be besides an object, whose tests it passes as well.</summary>
internal sealed class ReceptacleCatalogueTests
{
    private static readonly IEnumerable<string> Names = ReceptacleCatalogue.All.Select(model => model.Name);

    [Test]
    public void Names_OfTheReceptacles_AreTheBenchmarksInItsOrder() =>
        Assert.That(
            Names,
            Is.EqualTo(
                new[]
                {
                    "plate",
                    "cloth",
                    "carpet",
                    "newspaper",
                    "sheet_metal",
                    "drawing_tablet",
                    "tomato_slice",
                    "pizza",
                    "flat_bowl",
                    "gramophone_disk",
                    "frying_pan",
                    "mouse_pad",
                    "cutting_board",
                    "chess_board",
                    "manhole_cover",
                    "envelope",
                    "notepad",
                }
            )
        );

    // The lightest is the benchmark's plate.
    [TestCaseSource(nameof(Names))]
    public void Mass_OfEveryReceptacle_IsThatOfSomethingThatStaysPut(string name) => Assert.That(Model(name).Mass, Is.InRange(0.012, 0.6));

    [TestCaseSource(nameof(Names))]
    public void Collision_OfEveryReceptacle_CostsNoMoreThanThePlate(string name) =>
        Assert.That(Model(name).Collision, Has.Length.LessThanOrEqualTo(16));

    /// <summary>Upright shapes at the lowest place stand under the centre of mass, so that nothing tips or rocks.</summary>
    [TestCaseSource(nameof(Names))]
    public void Collision_LowestShape_StandsFlatAndReachesFarOut(string name)
    {
        var model = Model(name);
        var foot = model.Collision.MinBy(Bottom)!;

        Assert.That(Bottom(foot), Is.EqualTo(model.Box.Min.Z).Within(1e-6), "the lowest contact shape stands where the mesh ends");
        var (center, reach) = foot switch
        {
            BoxShape { PitchDegrees: 0 } box => (box.Center, Math.Min(box.HalfSize.X, box.HalfSize.Y)),
            CylinderShape cylinder => (cylinder.From, cylinder.Radius),
            _ => throw new AssertionException($"expected a box or a cylinder that stands flat, found {foot}"),
        };
        Assert.That(reach, Is.GreaterThan(0.03));
        // The object's middle, over which the planner lets go, is well inside.
        Assert.That((center with { Z = 0 }).Length, Is.LessThan(reach - 0.015));
    }

    [TestCaseSource(nameof(Names))]
    public void Collision_UnderTheMiddle_IsABoxOnTop(string name)
    {
        // Against a box everything has several contact points and comes to rest; against a cylinder it has one and rocks.
        var middle = Model(name).Collision.Where(shape => CollisionDistance.To(shape, new(0, 0, Bottom(shape) + 1e-5)) < 0);

        Assert.That(middle.MaxBy(Top), Is.TypeOf<BoxShape>());
    }

    private static double Bottom(CollisionShape shape) => CollisionDistance.SurfacePoints(shape).Min(point => point.Z);

    private static double Top(CollisionShape shape) => CollisionDistance.SurfacePoints(shape).Max(point => point.Z);

    private static ObjectModel Model(string name) => ReceptacleCatalogue.All.Single(model => model.Name == name);
}
