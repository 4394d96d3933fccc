namespace BlindVla.Core.Tests;

internal sealed class SceneDigestTests
{
    private static readonly Scene Base = new(
        "oak",
        [
            new("source", "carrot", new(new(0.1, 0.2, 0.95), new(0.5, -0.5, 0.5, -0.5))),
            new("receptacle", "plate", new(new(-0.1, 0, 0.95), QuaternionD.Identity)),
        ],
        [0.1, 0.2, 0.3, 0.4, 0.5, 0.6],
        0.037,
        new("source", "receptacle"));

    private static readonly TestCaseData[] Changes =
    [
        Change("table", s => s with { Table = "walnut" }),
        Change("object id", s => WithSource(s, o => o with { Id = "other" })),
        Change("object asset", s => WithSource(s, o => o with { Asset = "banana" })),
        Change("x", s => WithPosition(s, p => p with { X = Math.BitIncrement(p.X) })),
        Change("y", s => WithPosition(s, p => p with { Y = Math.BitIncrement(p.Y) })),
        Change("z", s => WithPosition(s, p => p with { Z = Math.BitIncrement(p.Z) })),
        Change("qw", s => WithOrientation(s, q => q with { W = Math.BitIncrement(q.W) })),
        Change("qx", s => WithOrientation(s, q => q with { X = Math.BitIncrement(q.X) })),
        Change("qy", s => WithOrientation(s, q => q with { Y = Math.BitIncrement(q.Y) })),
        Change("qz", s => WithOrientation(s, q => q with { Z = Math.BitIncrement(q.Z) })),
        Change("another object's place", s => s with { Objects = s.Objects.SetItem(1, s.Objects[1] with { Pose = s.Objects[0].Pose }) }),
        Change("number of objects", s => s with { Objects = s.Objects.Add(s.Objects[0] with { Id = "third" }) }),
        Change("order of objects", s => s with { Objects = [s.Objects[1], s.Objects[0]] }),
        Change("a joint", s => s with { ArmJointPositions = s.ArmJointPositions.SetItem(5, 0.61) }),
        Change("number of joints", s => s with { ArmJointPositions = s.ArmJointPositions.RemoveAt(5) }),
        Change("fingers", s => s with { FingerPosition = 0.036 }),
        Change("goal object", s => s with { Goal = s.Goal with { Object = "receptacle" } }),
        Change("goal receptacle", s => s with { Goal = s.Goal with { Receptacle = "source" } }),
        Change("text moved between neighbouring fields", s => s with { Goal = new("sourcer", "eceptacle") }),
    ];

    [TestCaseSource(nameof(Changes))]
    public void Compute_OfASceneThatDiffersInOneField_IsAnotherDigest(Func<Scene, Scene> change) =>
        Assert.That(SceneDigest.Compute(change(Base)), Is.Not.EqualTo(SceneDigest.Compute(Base)));

    [Test]
    public void Compute_OfAnEqualSceneInOtherMemory_IsTheSameDigest()
    {
        var copy = new Scene("oak", [.. Base.Objects.Select(o => o with { })], [.. Base.ArmJointPositions], 0.037, new("source", "receptacle"));

        Assert.That(SceneDigest.Compute(copy), Is.EqualTo(SceneDigest.Compute(Base)));
    }

    // Pinned: a digest is only of use as long as it is computed the same way.
    [Test]
    public void Compute_OfAKnownScene_IsPinned() =>
        Assert.That(SceneDigest.Compute(Base), Is.EqualTo("99a75f63ae25e96a0f4948de46e4eba248dabfbc0b65f1cbe14e58e810ae559e"));

    private static TestCaseData Change(string what, Func<Scene, Scene> change) => new TestCaseData(change).SetArgDisplayNames(what);

    private static Scene WithSource(Scene scene, Func<ObjectPlacement, ObjectPlacement> change) =>
        scene with { Objects = scene.Objects.SetItem(0, change(scene.Objects[0])) };

    private static Scene WithPosition(Scene scene, Func<Vector3D, Vector3D> change) =>
        WithSource(scene, o => o with { Pose = o.Pose with { Position = change(o.Pose.Position) } });

    private static Scene WithOrientation(Scene scene, Func<QuaternionD, QuaternionD> change) =>
        WithSource(scene, o => o with { Pose = o.Pose with { Orientation = change(o.Pose.Orientation) } });
}
