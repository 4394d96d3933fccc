using System.Collections.Immutable;

namespace BlindVla.Core.Tests;

internal sealed class SceneDigestTests
{
    private static readonly TabletopScene Base = new(
        "oak",
        [
            new("source", "carrot", new(new(0.1, 0.2, 0.95), new(0.5, -0.5, 0.5, -0.5))),
            new("receptacle", "plate", new(new(-0.1, 0, 0.95), QuaternionD.Identity)),
        ],
        [0.1, 0.2, 0.3, 0.4, 0.5, 0.6],
        0.037,
        new("source", "receptacle")
    );

    /// <summary>Perturbed in every way there is.</summary>
    private static readonly TabletopScene Perturbed = WithSource(Base, o =>
        o with
        {
            Scale = 1.1,
            MassFactor = 2,
            FrictionFactor = 0.5,
            ColorFactor = new(0.9, 0.8, 0.7),
        }
    ) with
    {
        Overlay = new("checker", OverlayRegion.Foreground, 0.3),
        Camera = new(new(0.01, 0.02, 0.03), new(0.5, -0.5, 0.5, -0.5), 1.2),
        Lighting = new(new(0.5, 0.5, -0.5, -0.5), new(0.6, 0.7, 0.8)),
        Sensor = new(0.01, 5, 77, 50),
        Events = [new(5, "source", new(new(0, 0.1, 1), QuaternionD.Identity), 50)],
        ActionLatencySteps = 2,
        Factors = Factors(("gravity", 0.5), ("table_friction", 2)),
    };

    private static readonly TestCaseData[] Perturbations =
    [
        Change("scale", s => WithSource(s, o => o with { Scale = Math.BitIncrement(o.Scale) })),
        Change("mass", s => WithSource(s, o => o with { MassFactor = Math.BitIncrement(o.MassFactor) })),
        Change("friction", s => WithSource(s, o => o with { FrictionFactor = Math.BitIncrement(o.FrictionFactor) })),
        Change("red", s => WithSource(s, o => o with { ColorFactor = o.ColorFactor with { Red = 0.5 } })),
        Change("green", s => WithSource(s, o => o with { ColorFactor = o.ColorFactor with { Green = 0.5 } })),
        Change("blue", s => WithSource(s, o => o with { ColorFactor = o.ColorFactor with { Blue = 0.5 } })),
        Change("factors of another object", s =>
            s with
            {
                Objects =
                [
                    s.Objects[0] with
                    {
                        Scale = 1,
                        MassFactor = 1,
                        FrictionFactor = 1,
                        ColorFactor = LinearColor.White,
                    },
                    s.Objects[1] with
                    {
                        Scale = 1.1,
                    },
                ],
            }
        ),
        Change("factors", s => s with { Factors = Factors() }),
        Change("a factor", s => s with { Factors = s.Factors.SetItem("gravity", 0.6) }),
        Change("the name of a factor", s => s with { Factors = Factors(("gravity", 0.5), ("arm_friction", 2)) }),
        Change("one factor fewer", s => s with { Factors = s.Factors.Remove("gravity") }),
        Change("overlay", s => s with { Overlay = null }),
        Change("texture", s => s with { Overlay = s.Overlay! with { Texture = "zebra" } }),
        Change("region", s => s with { Overlay = s.Overlay! with { Region = OverlayRegion.WholeImage } }),
        Change("strength", s => s with { Overlay = s.Overlay! with { Strength = 0.5 } }),
        Change("camera", s => s with { Camera = null }),
        Change("camera x", s => s with { Camera = s.Camera! with { Translation = s.Camera.Translation with { X = 0.02 } } }),
        Change("camera y", s => s with { Camera = s.Camera! with { Translation = s.Camera.Translation with { Y = 0.01 } } }),
        Change("camera z", s => s with { Camera = s.Camera! with { Translation = s.Camera.Translation with { Z = 0.01 } } }),
        Change("camera rotation", s => s with { Camera = s.Camera! with { Rotation = new(0.5, 0.5, 0.5, -0.5) } }),
        Change("field of view", s => s with { Camera = s.Camera! with { FieldOfViewFactor = 1.1 } }),
        Change("lighting", s => s with { Lighting = null }),
        Change("light rotation", s => s with { Lighting = s.Lighting! with { Rotation = QuaternionD.Identity } }),
        Change("light red", s => s with { Lighting = s.Lighting! with { ColorFactor = s.Lighting.ColorFactor with { Red = 1 } } }),
        Change("light green", s => s with { Lighting = s.Lighting! with { ColorFactor = s.Lighting.ColorFactor with { Green = 1 } } }),
        Change("light blue", s => s with { Lighting = s.Lighting! with { ColorFactor = s.Lighting.ColorFactor with { Blue = 1 } } }),
        Change("sensor", s => s with { Sensor = null }),
        Change("blur", s => s with { Sensor = s.Sensor! with { BlurSigma = 0 } }),
        Change("noise", s => s with { Sensor = s.Sensor! with { NoiseSigma = 0 } }),
        Change("noise seed", s => s with { Sensor = s.Sensor! with { NoiseSeed = 78 } }),
        Change("jpeg quality", s => s with { Sensor = s.Sensor! with { JpegQuality = 51 } }),
        Change("no event", s => s with { Events = [] }),
        Change("an event twice", s => s with { Events = [s.Events[0], s.Events[0]] }),
        Change("event step", s => s with { Events = [s.Events[0] with { Step = 6 }] }),
        Change("event object", s => s with { Events = [s.Events[0] with { Object = "receptacle" }] }),
        Change("event place", s => s with { Events = [s.Events[0] with { Pose = s.Events[0].Pose with { Position = new(0, 0.1, 1.1) } }] }),
        Change("event orientation", s =>
            s with
            {
                Events = [s.Events[0] with { Pose = s.Events[0].Pose with { Orientation = new(0, 0, 0, 1) } }],
            }
        ),
        Change("event settling", s => s with { Events = [s.Events[0] with { SettleSubsteps = 51 }] }),
        Change("latency", s => s with { ActionLatencySteps = 3 }),
    ];

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
    public void Compute_OfASceneThatDiffersInOneField_IsAnotherDigest(Func<TabletopScene, TabletopScene> change) =>
        Assert.That(SceneDigest.Compute(change(Base)), Is.Not.EqualTo(SceneDigest.Compute(Base)));

    [TestCaseSource(nameof(Perturbations))]
    public void Compute_OfAPerturbedSceneThatDiffersInOneField_IsAnotherDigest(Func<TabletopScene, TabletopScene> change) =>
        Assert.That(SceneDigest.Compute(change(Perturbed)), Is.Not.EqualTo(SceneDigest.Compute(Perturbed)));

    [Test]
    public void Compute_OfAnEqualPerturbedSceneInOtherMemory_IsTheSameDigest()
    {
        var copy = Perturbed with
        {
            Objects = [.. Perturbed.Objects.Select(o => o with { })],
            Overlay = Perturbed.Overlay! with { },
            Events = [.. Perturbed.Events.Select(e => e with { })],
        };

        Assert.That(SceneDigest.Compute(copy), Is.EqualTo(SceneDigest.Compute(Perturbed)));
    }

    [Test]
    public void Compute_OfAnEqualSceneInOtherMemory_IsTheSameDigest()
    {
        var copy = new TabletopScene(
            "oak",
            [.. Base.Objects.Select(o => o with { })],
            [.. Base.ArmJointPositions],
            0.037,
            new("source", "receptacle")
        );

        Assert.That(SceneDigest.Compute(copy), Is.EqualTo(SceneDigest.Compute(Base)));
    }

    // Pinned: a digest is only of use as long as it is computed the same way.
    [Test]
    public void Compute_OfAKnownScene_IsPinned() =>
        Assert.That(SceneDigest.Compute(Base), Is.EqualTo("99a75f63ae25e96a0f4948de46e4eba248dabfbc0b65f1cbe14e58e810ae559e"));

    /// <summary>The digest is that of before there were factors.</summary>
    [Test]
    public void Compute_OfAKnownPerturbedScene_IsPinned([Values] bool isNeutral) =>
        Assert.That(
            SceneDigest.Compute(Perturbed with { Factors = isNeutral ? Factors(("gravity", 1)) : Factors() }),
            Is.EqualTo("a684130ffadbbcbf6bd6092333d3b90f5646f66e197eb0cd5ed240f001d859f9")
        );

    [Test]
    public void Compute_OfKnownFactors_IsPinned() =>
        Assert.That(SceneDigest.Compute(Perturbed), Is.EqualTo("ec82393941057cc425c573e1617f4dd1880f75a8313390795d0e1ed24a34d0cb"));

    private static ImmutableSortedDictionary<string, double> Factors(params (string Name, double Value)[] factors) =>
        factors.ToImmutableSortedDictionary(factor => factor.Name, factor => factor.Value, StringComparer.Ordinal);

    private static TestCaseData Change(string what, Func<TabletopScene, TabletopScene> change) =>
        new TestCaseData(change).SetArgDisplayNames(what);

    private static TabletopScene WithSource(TabletopScene scene, Func<ObjectPlacement, ObjectPlacement> change) =>
        scene with
        {
            Objects = scene.Objects.SetItem(0, change(scene.Objects[0])),
        };

    private static TabletopScene WithPosition(TabletopScene scene, Func<Vector3D, Vector3D> change) =>
        WithSource(scene, o => o with { Pose = o.Pose with { Position = change(o.Pose.Position) } });

    private static TabletopScene WithOrientation(TabletopScene scene, Func<QuaternionD, QuaternionD> change) =>
        WithSource(scene, o => o with { Pose = o.Pose with { Orientation = change(o.Pose.Orientation) } });

    private static readonly NamedScene Named = new("kitchen", "open", 7)
    {
        Parameters = ImmutableSortedDictionary<string, string>.Empty.Add("a", "bc"),
    };

    private static readonly NamedScene[] OtherNames =
    [
        Named with
        {
            World = "kitchens",
        },
        Named with
        {
            Task = "openk",
        },
        Named with
        {
            World = "kitcheno",
            Task = "pen",
        },
        Named with
        {
            InitialState = 8,
        },
        Named with
        {
            Parameters = Named.Parameters.SetItem("a", "bd"),
        },
        Named with
        {
            Parameters = ImmutableSortedDictionary<string, string>.Empty.Add("ab", "c"),
        },
        Named with
        {
            Parameters = Named.Parameters.Add("d", ""),
        },
        Named with
        {
            Parameters = ImmutableSortedDictionary<string, string>.Empty,
        },
        Named with
        {
            Sensor = new(0, 1, 0, 0),
        },
        Named with
        {
            ActionLatencySteps = 1,
        },
    ];

    [TestCaseSource(nameof(OtherNames))]
    public void Compute_AnyChangeOfANamedScene_IsAnotherDigest(NamedScene other) =>
        Assert.That(SceneDigest.Compute(other), Is.Not.EqualTo(SceneDigest.Compute(Named)));

    /// <summary>Computed by hand with Python: length-prefixed names, int32 and doubles little endian.</summary>
    [Test]
    public void Compute_OfANamedScene_IsTheKnownOne() =>
        Assert.That(SceneDigest.Compute(Named), Is.EqualTo("38df25e498c49126d2cf29f0479ca10c0b15c247bd3556e3c0abe645c4867fb0"));
}
