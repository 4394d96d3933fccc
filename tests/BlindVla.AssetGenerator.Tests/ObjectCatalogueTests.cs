using BlindVla.AssetGenerator.Geometry;
using BlindVla.AssetGenerator.Models;
using BlindVla.AssetGenerator.Objects;
using BlindVla.AssetGenerator.Receptacles;

namespace BlindVla.AssetGenerator.Tests;

internal sealed class ObjectCatalogueTests
{
    private const int TriangleBudget = 1500;
    private const double FitMetres = 0.002;
    private const int ContactPartBudget = 16;

    // What is picked up and what it is put on obey the same rules.
    private static readonly ObjectModel[] Models = [.. ObjectCatalogue.All, .. ReceptacleCatalogue.All];

    private static readonly IEnumerable<string> Names = Models.Select(model => model.Name);

    private static readonly IEnumerable<string> GraspedNames = ObjectCatalogue.All.Select(model => model.Name);

    // The benchmark's published boxes (metres) and densities (kg/m3), in its order: objects, then receptacles.
    private static readonly (string Name, BoundingBox Box, double Density)[] Benchmark =
    [
        ("carrot", new(new(-0.0641, -0.0163, -0.0178), new(0.0542, 0.0159, 0.0234)), 1044),
        ("kitchen_shovel", new(new(-0.0285, -0.0612, -0.0123), new(0.0286, 0.0876, 0.0089)), 557),
        ("bread", new(new(-0.0222, -0.0224, -0.0146), new(0.0223, 0.0225, 0.0145)), 526),
        ("plastic_bottle", new(new(-0.0172, -0.0524, -0.0179), new(0.0189, 0.0692, 0.0211)), 1916),
        ("7up_can", new(new(-0.0165, -0.0314, -0.0164), new(0.0166, 0.0296, 0.0167)), 790),
        ("zucchini", new(new(-0.0615, -0.0184, -0.0123), new(0.0486, 0.0123, 0.0137)), 715),
        ("ketchup_bottle", new(new(-0.0104, -0.0374, -0.0104), new(0.0104, 0.0439, 0.0104)), 500),
        ("watering_can", new(new(-0.0443, -0.02, -0.0192), new(0.0679, 0.0206, 0.0296)), 1591),
        ("pipe", new(new(-0.0173, -0.0369, -0.0173), new(0.0173, 0.0369, 0.0173)), 1116),
        ("toy_bear", new(new(-0.0209, -0.0211, -0.0261), new(0.0217, 0.0175, 0.0303)), 667),
        ("fast_food_cup", new(new(-0.0124, -0.0124, -0.022), new(0.0124, 0.0124, 0.0317)), 500),
        ("plant", new(new(-0.022, -0.0214, -0.0411), new(0.0189, 0.0211, 0.0314)), 1051),
        ("banana", new(new(-0.0538, -0.0261, -0.0092), new(0.0538, 0.014, 0.0092)), 500),
        ("hamburger", new(new(-0.025, -0.0261, -0.0189), new(0.0243, 0.0249, 0.0223)), 863),
        ("golf_ball", new(new(-0.0153, -0.0153, -0.0153), new(0.0153, 0.0153, 0.0153)), 500),
        ("bbq_sauce", new(new(-0.0265, -0.0162, -0.0286), new(0.0265, 0.0162, 0.0486)), 1057),
        ("travel_cup", new(new(-0.0198, -0.0403, -0.0172), new(0.032, 0.0456, 0.0172)), 1018),
        ("pepper", new(new(-0.0221, -0.0225, -0.0228), new(0.0221, 0.0225, 0.0228)), 835),
        ("nonstop_can", new(new(-0.0174, -0.0174, -0.0428), new(0.0174, 0.0174, 0.0425)), 1248),
        ("potato", new(new(-0.0244, -0.037, -0.0225), new(0.0246, 0.037, 0.022)), 1355),
        ("baguette", new(new(-0.0179, -0.0708, -0.0124), new(0.0205, 0.0682, 0.0133)), 1367),
        ("champagne_glass", new(new(-0.0142, -0.0142, -0.0541), new(0.0142, 0.0142, 0.0313)), 500),
        ("kitchen_spoon", new(new(-0.0248, -0.0761, -0.0014), new(0.0248, 0.0502, 0.0158)), 500),
        ("onion", new(new(-0.0256, -0.0313, -0.0257), new(0.0253, 0.031, 0.0255)), 1137),
        ("cup", new(new(-0.0221, -0.0222, -0.0012), new(0.0365, 0.0221, 0.036)), 1018),
        ("plate", new(new(-0.055, -0.055, 0.0), new(0.055, 0.055, 0.006)), 1003),
        ("cloth", new(new(-0.0527, -0.0542, -0.0019), new(0.0573, 0.0558, 0.0075)), 6975),
        ("carpet", new(new(-0.0543, -0.0472, -0.0011), new(0.0557, 0.0471, 0.0026)), 2815),
        ("newspaper", new(new(-0.0412, -0.0562, 0.0), new(0.0403, 0.0599, 0.0041)), 2278),
        ("sheet_metal", new(new(-0.0555, -0.0472, -0.0019), new(0.0553, 0.0471, 0.0013)), 2389),
        ("drawing_tablet", new(new(-0.0563, -0.042, -0.0029), new(0.0565, 0.042, 0.0007)), 2868),
        ("tomato_slice", new(new(-0.055, -0.055, -0.0022), new(0.055, 0.055, 0.0022)), 3089),
        ("pizza", new(new(-0.0545, -0.0542, -0.0027), new(0.0555, 0.0558, 0.0039)), 3862),
        ("flat_bowl", new(new(-0.055, -0.055, -0.0049), new(0.055, 0.055, 0.0071)), 4847),
        ("gramophone_disk", new(new(-0.055, -0.055, -0.0013), new(0.055, 0.055, 0.0013)), 2193),
        ("frying_pan", new(new(-0.055, -0.0489, -0.0027), new(0.055, 0.0611, 0.0058)), 5104),
        ("mouse_pad", new(new(-0.0539, -0.0545, 0.0002), new(0.0561, 0.0555, 0.0066)), 3332),
        ("cutting_board", new(new(-0.0631, -0.055, -0.0013), new(0.0631, 0.055, 0.0013)), 3107),
        ("chess_board", new(new(-0.055, -0.055, -0.003), new(0.055, 0.055, 0.003)), 6368),
        ("manhole_cover", new(new(-0.055, -0.055, -0.0022), new(0.055, 0.055, 0.0022)), 3743),
        ("envelope", new(new(-0.055, -0.0402, -0.0013), new(0.055, 0.0398, 0.0017)), 1824),
        ("notepad", new(new(-0.055, -0.04, -0.002), new(0.055, 0.04, 0.002)), 3087),
    ];

    [Test]
    public void All_Names_AreTheBenchmarksInItsOrder() => Assert.That(Names, Is.EqualTo(Benchmark.Select(entry => entry.Name)));

    [Test]
    public void Bounds_OfTheMeshes_EqualTheBenchmark([ValueSource(nameof(Names))] string name)
    {
        var model = Model(name);
        var (_, box, density) = Benchmark.Single(entry => entry.Name == name);
        var bounds = BoundingBox.Of(model.Parts.SelectMany(part => part.Mesh.Vertices.Select(vertex => vertex.Position)));

        Assert.That((bounds.Min - box.Min).Length, Is.LessThan(0.0005), $"{bounds.Min}");
        Assert.That((bounds.Max - box.Max).Length, Is.LessThan(0.0005), $"{bounds.Max}");
        Assert.That(model.Box, Is.EqualTo(box));
        Assert.That(model.Density, Is.EqualTo(density));
    }

    [TestCaseSource(nameof(Names))]
    public void Collision_OfEveryObject_HasFewParts(string name) =>
        Assert.That(Model(name).Collision.Length, Is.InRange(1, ContactPartBudget));

    [TestCaseSource(nameof(Names))]
    public void Collision_OfEveryObject_ReachesTheTableExactlyWhereTheMeshesDo(string name)
    {
        var model = Model(name);
        var lowest = model.Collision.SelectMany(CollisionDistance.SurfacePoints).Min(point => point.Z);

        // Half a millimetre more is a gap that can be seen below what stands on the table.
        Assert.That(lowest, Is.EqualTo(model.Box.Min.Z).Within(0.0005));
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
    public void Mass_OfEveryObject_IsThatOfSomethingOneCanGrasp(string name) => Assert.That(Model(name).Mass, Is.InRange(0.005, 0.3));

    [TestCaseSource(nameof(Names))]
    public void Collision_EveryVisiblePoint_IsNearTheContactSurface(string name)
    {
        var model = Model(name);
        var (distance, place) = model
            .Parts.SelectMany(part => part.Mesh.Triangles.SelectMany(triangle => Samples(part.Mesh, triangle)))
            .Select(point => (Distance: model.Collision.Min(shape => CollisionDistance.To(shape, point)), Place: point))
            .MaxBy(sample => sample.Distance);

        Assert.That(distance, Is.LessThan(FitMetres), $"metres from the visible surface to the nearest contact shape at {place}");
    }

    [TestCaseSource(nameof(Names))]
    public void Collision_EveryContactPoint_IsNearTheVisibleSurface(string name)
    {
        var model = Model(name);
        var triangles = model
            .Parts.SelectMany(part =>
                part.Mesh.Triangles.Select(t =>
                    (part.Mesh.Vertices[t.A].Position, part.Mesh.Vertices[t.B].Position, part.Mesh.Vertices[t.C].Position)
                )
            )
            .ToList();

        foreach (var shape in model.Collision)
        {
            // What stands out of the other shapes can touch something.
            var exposed = CollisionDistance
                .SurfacePoints(shape)
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
