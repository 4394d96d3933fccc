using BlindVla.Core;
using BlindVla.Files;

namespace BlindVla.Policies.Remote.Tests.Mappings;

/// <summary>Actions that say where each joint is to be.</summary>
internal sealed class JointMappingTests
{
    private const string Name = "widowx-joints-openpi";

    private static readonly CameraRequest Camera = new("3rd_view_camera", 224, 224);

    [Test]
    public void Action_OfJointsInDegrees_ComesBack()
    {
        var action = SomeMapping
            .Of(Name, ("joints: {unit: rad}", "joints: {unit: deg}"), ("order: [joints, gripper]", "order: [gripper, joints]"))
            .Action;
        float[] values = [0.1f, -0.2f, 0.3f, -0.4f, 0.5f, -0.6f, 1];

        var wire = action.ToWire(new(values, 7));

        Assert.That(wire.ToSingles()[0], Is.EqualTo(1), "gripper first");
        Assert.That(wire.ToSingles()[1], Is.EqualTo(0.1 * 180 / Math.PI).Within(1e-4));
        Assert.That(
            action.FromWire(new WireValue.Map(("actions", new WireValue.Numbers(wire)))).Values.ToArray(),
            Is.EqualTo(values).Within(1e-6)
        );
    }

    [TestCase("joints: {unit: rad}", "joints: {unit: m}", "there is no unit of an angle 'm'")]
    [TestCase("joints: {unit: rad}", "joints: {unit: rad}\n  position: {unit: m}", "the action has no key 'position'")]
    [TestCase("order: [joints, gripper]", "order: [joints, rotation, gripper]", "each of joints, gripper once")]
    [TestCase("order: [joints, gripper]", "order: [position, rotation, gripper]", "needs the key 'position'")]
    [TestCase("protocol: openpi", "protocol: roboarena", "'roboarena' says what an action is")]
    [TestCase("key: actions", "keys: [{key: x, length: 6}]", "expected keys for the 7 values of the action, found keys for 6")]
    public void Parse_WhatCannotBe_IsRefusedByWhatItIs(string old, string replacement, string reason) =>
        Assert.That(() => SomeMapping.Of(Name, (old, replacement)), Throws.TypeOf<InputException>().With.Message.Contains(reason));

    [Test]
    public async Task Policy_ThatIsAServers_GivesJointPositions()
    {
        await using var policy = await Served.StartAsync(
            new OpenPiWire(),
            new StillPolicy(Camera, action: Conventions.JointPositions),
            MappingFile.Load(Name)
        );

        Assert.That(policy.Spec.Action, Is.EqualTo(Conventions.JointPositions));
    }

    /// <summary>Both are seven numbers.</summary>
    [Test]
    public async Task Serve_APolicyOfTheOtherConvention_IsRefusedByBothNames()
    {
        await using var deltas = new StillPolicy(Camera);

        Assert.That(
            async () => await Served.ServeAsync(deltas, MappingFile.Load(Name)),
            Throws.Exception.With.Message.Contains("action: expected joint_positions").And.Message.Contains("has delta_end_effector")
        );
    }
}
