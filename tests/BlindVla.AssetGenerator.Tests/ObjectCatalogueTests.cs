using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Objects;
using BlindVla.AssetGenerator.Receptacles;

namespace BlindVla.AssetGenerator.Tests;

internal sealed class ObjectCatalogueTests
{
    private const int TriangleBudget = 1500;
    private const double FitMetres = 0.002;

    // What is picked up and what it is put on obey the same rules.
    private static readonly ObjectModel[] Models = [.. ObjectCatalogue.All, .. ReceptacleCatalogue.All];

    private static readonly IEnumerable<string> Names = Models.Select(model => model.Name);

    private static readonly IEnumerable<string> GraspedNames = ObjectCatalogue.All.Select(model => model.Name);

    // The benchmark's published boxes (metres) and densities (kg/m3); first what is picked up, then what it is put on.
    [TestCase("carrot", -0.0641, -0.0163, -0.0178, 0.0542, 0.0159, 0.0234, 1044)]
    [TestCase("bread", -0.0222, -0.0224, -0.0146, 0.0223, 0.0225, 0.0145, 526)]
    [TestCase("plastic_bottle", -0.0172, -0.0524, -0.0179, 0.0189, 0.0692, 0.0211, 1916)]
    [TestCase("7up_can", -0.0165, -0.0314, -0.0164, 0.0166, 0.0296, 0.0167, 790)]
    [TestCase("banana", -0.0538, -0.0261, -0.0092, 0.0538, 0.014, 0.0092, 500)]
    [TestCase("golf_ball", -0.0153, -0.0153, -0.0153, 0.0153, 0.0153, 0.0153, 500)]
    [TestCase("plate", -0.055, -0.055, 0.0, 0.055, 0.055, 0.006, 1003)]
    [TestCase("cloth", -0.0527, -0.0542, -0.0019, 0.0573, 0.0558, 0.0075, 6975)]
    [TestCase("carpet", -0.0543, -0.0472, -0.0011, 0.0557, 0.0471, 0.0026, 2815)]
    [TestCase("newspaper", -0.0412, -0.0562, 0.0, 0.0403, 0.0599, 0.0041, 2278)]
    [TestCase("sheet_metal", -0.0555, -0.0472, -0.0019, 0.0553, 0.0471, 0.0013, 2389)]
    [TestCase("drawing_tablet", -0.0563, -0.042, -0.0029, 0.0565, 0.042, 0.0007, 2868)]
    [TestCase("tomato_slice", -0.055, -0.055, -0.0022, 0.055, 0.055, 0.0022, 3089)]
    [TestCase("pizza", -0.0545, -0.0542, -0.0027, 0.0555, 0.0558, 0.0039, 3862)]
    [TestCase("flat_bowl", -0.055, -0.055, -0.0049, 0.055, 0.055, 0.0071, 4847)]
    [TestCase("gramophone_disk", -0.055, -0.055, -0.0013, 0.055, 0.055, 0.0013, 2193)]
    [TestCase("frying_pan", -0.055, -0.0489, -0.0027, 0.055, 0.0611, 0.0058, 5104)]
    [TestCase("mouse_pad", -0.0539, -0.0545, 0.0002, 0.0561, 0.0555, 0.0066, 3332)]
    [TestCase("cutting_board", -0.0631, -0.055, -0.0013, 0.0631, 0.055, 0.0013, 3107)]
    [TestCase("chess_board", -0.055, -0.055, -0.003, 0.055, 0.055, 0.003, 6368)]
    [TestCase("manhole_cover", -0.055, -0.055, -0.0022, 0.055, 0.055, 0.0022, 3743)]
    [TestCase("envelope", -0.055, -0.0402, -0.0013, 0.055, 0.0398, 0.0017, 1824)]
    [TestCase("notepad", -0.055, -0.04, -0.002, 0.055, 0.04, 0.002, 3087)]
    public void Bounds_OfTheMeshes_EqualTheCatalogue(
        string name, double minX, double minY, double minZ, double maxX, double maxY, double maxZ, double density)
    {
        var model = Model(name);
        var bounds = BoundingBox.Of(model.Parts.SelectMany(part => part.Mesh.Vertices.Select(vertex => vertex.Position)));

        Assert.That((bounds.Min - new Vector3(minX, minY, minZ)).Length, Is.LessThan(0.0005), $"{bounds.Min}");
        Assert.That((bounds.Max - new Vector3(maxX, maxY, maxZ)).Length, Is.LessThan(0.0005), $"{bounds.Max}");
        Assert.That(model.Box, Is.EqualTo(new BoundingBox(new(minX, minY, minZ), new(maxX, maxY, maxZ))));
        Assert.That(model.Density, Is.EqualTo(density));
    }

    [TestCaseSource(nameof(Names))]
    public void Meshes_OfEveryObject_AreClosedAndTurnedOutwards(string name)
    {
        foreach (var part in Model(name).Parts)
            MeshAssert.IsSound(part.Mesh, $"{name}_{part.Name}");
    }

    [TestCaseSource(nameof(Names))]
    public void Triangles_OfEveryObject_StayWithinTheBudget(string name) =>
        Assert.That(Model(name).Parts.Sum(part => part.Mesh.Triangles.Length), Is.LessThanOrEqualTo(TriangleBudget));

    [TestCaseSource(nameof(Names))]
    public void Textures_OfEveryObject_AreAtMost512Pixels(string name)
    {
        foreach (var texture in Model(name).Parts.Select(part => part.Material.Texture).OfType<Images.Picture>())
            Assert.That(Math.Max(texture.Width, texture.Height), Is.LessThanOrEqualTo(512));
    }

    [TestCaseSource(nameof(GraspedNames))]
    public void Mass_OfEveryObject_IsThatOfSomethingOneCanGrasp(string name) =>
        Assert.That(Model(name).Mass, Is.InRange(0.005, 0.3));

    [TestCaseSource(nameof(Names))]
    public void Collision_EveryVisiblePoint_IsNearTheContactSurface(string name)
    {
        var model = Model(name);
        var (distance, place) = model.Parts
            .SelectMany(part => part.Mesh.Triangles.SelectMany(triangle => Samples(part.Mesh, triangle)))
            .Select(point => (Distance: model.Collision.Min(shape => CollisionDistance.To(shape, point)), Place: point))
            .MaxBy(sample => sample.Distance);

        Assert.That(distance, Is.LessThan(FitMetres), $"metres from the visible surface to the nearest contact shape at {place}");
    }

    [TestCaseSource(nameof(Names))]
    public void Collision_EveryContactPoint_IsNearTheVisibleSurface(string name)
    {
        var model = Model(name);
        var triangles = model.Parts.SelectMany(part => part.Mesh.Triangles.Select(t =>
            (part.Mesh.Vertices[t.A].Position, part.Mesh.Vertices[t.B].Position, part.Mesh.Vertices[t.C].Position))).ToList();

        foreach (var shape in model.Collision)
        {
            // What stands out of the other shapes can touch something.
            var exposed = CollisionDistance.SurfacePoints(shape)
                .Where(point => model.Collision.All(other => ReferenceEquals(other, shape) || CollisionDistance.To(other, point) > -1e-6));
            foreach (var point in exposed)
            {
                var distance = triangles.Min(t => CollisionDistance.ToTriangle(point, t.Item1, t.Item2, t.Item3));
                Assert.That(distance, Is.LessThan(FitMetres), $"{name}: {shape} at {point}");
            }
        }
    }

    private static ObjectModel Model(string name) => Models.Single(model => model.Name == name);

    private static IEnumerable<Vector3> Samples(Mesh mesh, Triangle triangle)
    {
        var (a, b, c) = (mesh.Vertices[triangle.A].Position, mesh.Vertices[triangle.B].Position, mesh.Vertices[triangle.C].Position);
        yield return a;
        yield return (a + b) / 2;
        yield return (a + b + c) / 3;
    }
}
