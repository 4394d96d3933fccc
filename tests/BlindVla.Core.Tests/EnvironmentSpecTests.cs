using System.Collections.Immutable;

namespace BlindVla.Core.Tests;

internal sealed class EnvironmentSpecTests
{
    private static readonly EnvironmentSpec Arm = new(
        "arm",
        "1",
        "physics",
        "renderer",
        0.2,
        0.01,
        new(false, true, true, false),
        [new("joints", 2, "joint_position", "rad", "", 0.5, 1), .. Conventions.DeltaEndEffectorPose],
        [],
        [],
        "a55e",
        [],
        []
    );

    [Test]
    public void HoldAction_Declared_IsThat()
    {
        ImmutableArray<float> declared = [0.7f, 0.8f, 0, 0, 0, 0, 0, 0, -1];

        Assert.That((Arm with { DeclaredHoldAction = declared }).HoldAction, Is.EqualTo(declared));
    }

    /// <summary>As it was for every environment before there was a place to declare it.</summary>
    [Test]
    public void HoldAction_NotDeclared_IsNoMotionWithinTheBoundsAndAnOpenGripper() =>
        Assert.That(Arm.HoldAction, Is.EqualTo(new[] { 0.5f, 0.5f, 0, 0, 0, 0, 0, 0, 1 }));
}
