using System.Collections.Immutable;

namespace BlindVla.Core.Tests;

internal sealed class ConventionsTests
{
    private static readonly EnvironmentSpec World = new(
        "widowx-tabletop",
        "1",
        "mujoco 2.2.2",
        "egl",
        0.2,
        0.002,
        new(false, true, true, true),
        [.. Conventions.DeltaEndEffectorPose.Select(part => part with { Minimum = -1, Maximum = 1 })],
        [],
        [new("3rd_view_camera", 640, 480, 1280, 960)],
        "",
        [],
        []
    );

    private static readonly PolicySpec Policy = new(
        "test",
        "",
        [new("3rd_view_camera", 224, 224)],
        Conventions.DeltaEndEffectorPose,
        0.2,
        true,
        true
    );

    [TestCase("position", 3, "delta_xyz", "position x", "position y", "position z")]
    [TestCase("rotation", 3, "delta_euler_xyz_intrinsic", "rotation x", "rotation y", "rotation z")]
    [TestCase("orientation", 4, "quaternion_wxyz", "orientation w", "orientation x", "orientation y", "orientation z")]
    [TestCase("gripper", 1, "open_positive", "gripper")]
    [TestCase("lift", 1, "delta_z", "lift z")]
    [TestCase("arm", 2, "joint_positions", "arm 0", "arm 1")]
    [TestCase("turn", 2, "delta_xyz", "turn 0", "turn 1", Description = "axes of another length")]
    public void Components_AreCalledByTheAxesThatTheConventionSpells(
        string name,
        int length,
        string convention,
        params string[] components
    ) => Assert.That(new ArraySpec(name, length, convention, "m", "base").Components, Is.EqualTo(components));

    [Test]
    public void State_IsComparedWhereThePolicyLooksAtIt()
    {
        var looks = Policy with { State = [new("arm", 6, "joint_position", "rad", "")] };
        var world = World with { State = [new("arm", 6, "joint_position", "deg", "")] };

        Assert.That(Conventions.Mismatches(Policy, world), Is.Empty);
        Assert.That(
            Conventions.Mismatches(looks, world),
            Is.EqualTo(new[] { "state.arm.unit: the policy expects rad, the environment has deg" })
        );
    }

    private static readonly TestCaseData[] Differences =
    [
        Difference(
            World with
            {
                Action = Part(1, p => p with { Name = "turn" }),
            },
            "action.rotation.name: the policy expects rotation, the environment has turn"
        ),
        Difference(
            World with
            {
                Action = Part(1, p => p with { Length = 4 }),
            },
            "action.rotation.length: the policy expects 3, the environment has 4"
        ),
        Difference(
            World with
            {
                Action = Part(1, p => p with { Convention = "delta_euler_xyz_extrinsic" }),
            },
            "action.rotation.convention: the policy expects delta_euler_xyz_intrinsic, the environment has delta_euler_xyz_extrinsic"
        ),
        Difference(
            World with
            {
                Action = Part(1, p => p with { Unit = "deg" }),
            },
            "action.rotation.unit: the policy expects rad, the environment has deg"
        ),
        Difference(
            World with
            {
                Action = Part(1, p => p with { Frame = "world" }),
            },
            "action.rotation.frame: the policy expects base, the environment has world"
        ),
        Difference(
            World with
            {
                Action = Part(2, p => p with { Convention = "open_negative" }),
            },
            "action.gripper.convention: the policy expects open_positive, the environment has open_negative"
        ),
        Difference(World with { Action = World.Action.RemoveAt(2) }, "action.parts: the policy expects 3, the environment has 2"),
        Difference(World with { ControlPeriodSeconds = 0.1 }, "control_period_seconds: the policy expects 0.2, the environment has 0.1"),
        Difference(
            World with
            {
                Cameras = [World.Cameras[0] with { Name = "3rd_view" }],
            },
            "cameras: the policy expects '3rd_view_camera'; did you mean '3rd_view'?"
        ),
        Difference(
            World with
            {
                Cameras = [World.Cameras[0] with { MaxHeight = 223 }],
            },
            "cameras.3rd_view_camera.size: the policy expects 224x224, the environment renders at most 1280x223"
        ),
        Difference(
            World with
            {
                Cameras = [World.Cameras[0] with { MaxWidth = 223 }],
            },
            "cameras.3rd_view_camera.size: the policy expects 224x224, the environment renders at most 223x960"
        ),
        Difference(
            World with
            {
                Cameras = [World.Cameras[0] with { MinWidth = 225 }],
            },
            "cameras.3rd_view_camera.size: the policy expects 224x224, the environment renders at least 225x1"
        ),
        Difference(
            World with
            {
                Capabilities = World.Capabilities with { PrivilegedState = false },
            },
            "capabilities.privileged_state: the policy uses object poses, the environment has none to give"
        ),
    ];

    [Test]
    public void Mismatches_WhereBoundsAloneDiffer_AreNone() => Assert.That(Conventions.Mismatches(Policy, World), Is.Empty);

    [TestCaseSource(nameof(Differences))]
    public void Mismatches_WhereOneThingDiffers_NamesItWithBothValues(EnvironmentSpec world, string expected) =>
        Assert.That(Conventions.Mismatches(Policy, world), Is.EqualTo(new[] { expected }));

    [Test]
    public void Mismatches_OfAnArmsConvention_SayWhereItIsChosen()
    {
        var arm = World with { Action = Conventions.JointPositions, Capabilities = World.Capabilities with { RealTime = true } };

        Assert.That(Conventions.Mismatches(Policy, arm), Has.Some.EndsWith("; an arm takes what the key 'actions' of its rig says"));
    }

    /// <summary>Both are seven numbers: only what they mean tells them apart.</summary>
    [Test]
    public void Mismatches_OfTheOtherConvention_NameBoth()
    {
        var joints = World with { Action = [.. Conventions.JointPositions.Select(part => part with { Minimum = -3, Maximum = 3 })] };

        Assert.That(joints.ActionLength, Is.EqualTo(World.ActionLength));
        Assert.That(
            Conventions.Mismatches(Policy, joints),
            Is.EqualTo(
                new[]
                {
                    "action: the policy gives delta_end_effector, the environment takes joint_positions; neither can be done as the other",
                }
            )
        );
        Assert.That(Conventions.Mismatches(Policy with { Action = Conventions.JointPositions }, joints), Is.Empty);
        Assert.That(Conventions.Mismatches(Policy with { ActsAsTheEnvironment = true }, joints), Is.Empty);
    }

    [Test]
    public void Mismatches_WhereManyThingsDiffer_NamesAll()
    {
        var world = World with { Action = Part(0, p => p with { Unit = "mm", Frame = "world" }), ControlPeriodSeconds = 1, Cameras = [] };

        Assert.That(
            Conventions.Mismatches(Policy, world).Select(m => m[..m.IndexOf(':', StringComparison.Ordinal)]),
            Is.EqualTo(new[] { "action.position.unit", "action.position.frame", "control_period_seconds", "cameras" })
        );
    }

    [Test]
    public void Mismatches_OfAPolicyThatNeedsLittle_AreNone()
    {
        var world = World with { ControlPeriodSeconds = 1, Cameras = [], Capabilities = new(true, false, false, false) };

        Assert.That(
            Conventions.Mismatches(Policy with { Cameras = [], ControlPeriodSeconds = null, IsPrivileged = false }, world),
            Is.Empty
        );
    }

    [Test]
    public void Mismatches_OfAFilm_NameTheFilm()
    {
        Assert.That(Conventions.Mismatches(Policy, [new("3rd_view_camera", 320, 240)], World), Is.Empty);
        Assert.That(
            Conventions.Mismatches(Policy, [new("top", 320, 240)], World),
            Is.EqualTo(new[] { "cameras: the film expects 'top'; there is 3rd_view_camera" })
        );
    }

    [Test]
    public void Mismatches_OfMorePicturesThanAMessageHolds_CountEachOnce()
    {
        var most = World with { MaxImageBytes = 3 * ((224 * 224) + (320 * 240)) };
        CameraRequest[] film = [Policy.Cameras[0], new("3rd_view_camera", 320, 240)];

        Assert.That(Conventions.Mismatches(Policy, film, most), Is.Empty);
        Assert.That(
            Conventions.Mismatches(Policy, film, most with { MaxImageBytes = most.MaxImageBytes - 1 }),
            Is.EqualTo(
                new[] { "cameras: policy and film expect 380928 bytes of pictures at every step, the environment sends at most 380927" }
            )
        );
    }

    [Test]
    public void DeltaEndEffectorPose_HasSevenValues() => Assert.That(World.ActionLength, Is.EqualTo(7));

    [Test]
    public void View_OfAPolicy_IsWhatItNeeds()
    {
        Assert.That(Policy.View.Cameras, Is.EqualTo(Policy.Cameras));
        Assert.That(Policy.View.Privileged, Is.True);
    }

    private static TestCaseData Difference(EnvironmentSpec world, string expected) =>
        new TestCaseData(world, expected).SetArgDisplayNames(expected);

    private static ImmutableArray<ArraySpec> Part(int index, Func<ArraySpec, ArraySpec> change) =>
        World.Action.SetItem(index, change(World.Action[index]));
}
