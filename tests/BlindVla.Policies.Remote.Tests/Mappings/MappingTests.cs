using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.Files;

namespace BlindVla.Policies.Remote.Tests;

internal sealed class MappingTests
{
    private const string Rotation = "rotation: {form: euler_xyz_intrinsic, unit: rad}";
    private const string Gripper = "gripper: {closed: 0, open: 1, threshold: 0.5}";
    private const string Size = "size: 224x224";
    private const string Execute = "execute: 1";

    private static readonly RotationForm[] Forms = Enum.GetValues<RotationForm>();

    [Test]
    public void ShippedMappings_AreRead()
    {
        var files = Directory.GetFiles(MappingFile.Folder, "*.yaml");

        Assert.That(files, Is.Not.Empty);
        foreach (var file in files)
            Assert.That(MappingFile.Load(Path.GetFileNameWithoutExtension(file)).Name, Is.EqualTo(Path.GetFileNameWithoutExtension(file)));
    }

    [Test]
    public void UnknownName_IsRefusedWithTheNearest() =>
        Assert.That(() => MappingFile.Load("widow-openpi"), Throws.TypeOf<InputException>().With.Message.Contains("'widowx-openpi'"));

    [TestCase("protocol: openpi", "protocol: grot", "there is no protocol 'grot'; did you mean 'groot'?")]
    [TestCase(
        "protocol: openpi",
        "protocol: groot",
        "begin with a modality of groot (video, state, language, action) and a dot, found 'prompt'"
    )]
    [TestCase("protocol: openpi", "protocol: openvla", "the action has no key 'key'")]
    [TestCase("rotation: 0", "rotation: 90", "there is no rotation of a picture '90'")]
    [TestCase("layout: hwc", "layout: hwc\n    resize: pad", "a camera has no key 'resize'")]
    [TestCase(Size, "size: 224", "WIDTHxHEIGHT")]
    [TestCase(Size, "size: 9000x224", "at most 2048")]
    [TestCase("key: observation/image", "key: prompt", "'prompt' is there twice")]
    [TestCase("send: [gripper_position,", "send: [arm_pose,", "there is no part of the state 'arm_pose'")]
    [TestCase("order: [position, rotation, gripper]", "order: [position, gripper]", "each of position, rotation, gripper once")]
    [TestCase("unit: m}\n  rotation", "unit: inch}\n  rotation", "there is no unit of a position 'inch'")]
    [TestCase(Rotation, "rotation: {form: euler_zyx}", "there is no form of a rotation 'euler_zyx'")]
    [TestCase(Rotation, "rotation: {form: quaternion_wxyz, unit: deg}", "the rotation has no key 'unit'")]
    [TestCase(Gripper, "gripper: {closed: 1, open: 1}", "different values")]
    [TestCase(Gripper, "gripper: {closed: 0, open: 1, threshold: 2}", "between 0 and 1")]
    [TestCase(Execute, "length: 4\n  execute: 5", "at most 4")]
    [TestCase(Execute, "execute: 1\n  ensemble: 0.1", "the action has no key 'ensemble'")]
    [TestCase("key: actions", "keys: [{key: x, length: 3}]", "expected keys for the 7 values of the action, found keys for 3")]
    [TestCase("key: actions", "key: actions\n  keys: [{key: x, length: 7}]", "expected 'key' or 'keys', found both")]
    [TestCase("gripper_orientation, finger", "{part: gripper_orientation, form: axis_angle}, finger", "needs the key 'unit'")]
    [TestCase("gripper_orientation, finger", "{part: gripper_position, form: quaternion_wxyz}, finger", "'gripper_position' is xyz")]
    [TestCase("gripper_orientation, finger", "{part: finger_position, zero: 1, one: 1}, finger", "different values for 0 and 1")]
    [TestCase("gripper_orientation, finger", "{constant: 1, part: x}, finger", "a part that is sent has no key 'part'")]
    [TestCase("key: observation/image", "key: prompt.image", "the key 'prompt' is there, and others in it")]
    [TestCase("name: widowx-openpi", "name: other", "expected 'widowx-openpi', the name of the file")]
    public void WhatItCannotSay_IsRefusedByName(string old, string replacement, string reason) =>
        Assert.That(() => SomeMapping.With((old, replacement)), Throws.TypeOf<InputException>().With.Message.Contains(reason));

    [Test]
    public void Rotation_InEveryForm_ComesBack([ValueSource(nameof(Forms))] RotationForm form)
    {
        var random = KeyedRandom.Create(2, $"{form}");
        for (var i = 0; i < 200; i++)
        {
            double[] euler = [Angle(Math.PI), Angle(Math.PI / 2), Angle(Math.PI)];
            var q = Rotations.ToQuaternion(RotationForm.EulerXyzIntrinsic, euler)!.Value;
            var there = Rotations.FromQuaternion(form, q);
            var back = Rotations.ToQuaternion(form, there)!.Value;

            Assert.That(Rotations.FromQuaternion(RotationForm.EulerXyzIntrinsic, back), Is.EqualTo(euler).Within(1e-6));
        }

        double Angle(double limit) => 0.99 * limit * ((2 * random.NextDouble()) - 1);
    }

    [Test]
    public void Rotation_IsWhatItsFormSays()
    {
        var quarter = Math.PI / 2;
        var intrinsic = Rotations.ToQuaternion(RotationForm.EulerXyzIntrinsic, [quarter, 0, quarter])!.Value;
        var extrinsic = Rotations.ToQuaternion(RotationForm.EulerXyzExtrinsic, [quarter, 0, quarter])!.Value;

        // About x: z goes to -y. Then about the new z, which is -y; or about the old z.
        Assert.Multiple(() =>
        {
            Assert.That(Near(intrinsic.Rotate(new(1, 0, 0)), new(0, 0, 1)));
            Assert.That(Near(extrinsic.Rotate(new(1, 0, 0)), new(0, 1, 0)));
        });
    }

    [Test]
    public void Action_WithOtherOrderUnitsFormAndPolarity_ComesBack()
    {
        var action = SomeMapping
            .With(
                ("order: [position, rotation, gripper]", "order: [gripper, rotation, position]"),
                ("position: {unit: m}", "position: {unit: mm}"),
                (Rotation, "rotation: {form: axis_angle, unit: deg}"),
                (Gripper, "gripper: {closed: 100, open: -100}"),
                (Execute, "execute: 2")
            )
            .Action;
        float[] values = [0.01f, -0.02f, 0.03f, 0.1f, -0.2f, 0.3f, 0.5f, 0, 0, 0, 0, 0, 0, -1];

        var wire = action.ToWire(new(values, 7));

        Assert.That(wire.ToString(), Is.EqualTo("<f4 [2, 7]"));
        Assert.That(wire.ToSingles()[0], Is.EqualTo(-50), "gripper first, the other way round");
        Assert.That(wire.ToSingles()[4], Is.EqualTo(10).Within(1e-5), "x in mm");
        Assert.That(
            action.FromWire(new WireValue.Map(("actions", new WireValue.Numbers(wire)))).Values.ToArray(),
            Is.EqualTo(values).Within(1e-6)
        );
    }

    [Test]
    public void Action_InTheHarnessOwnForm_ComesBackBitForBit()
    {
        var action = SomeMapping.With((Gripper, "gripper: {closed: -1, open: 1}")).Action;
        var random = KeyedRandom.Create(3, "actions");
        for (var i = 0; i < 1000; i++)
        {
            var values = Enumerable.Range(0, 7).Select(_ => (float)((2 * random.NextDouble()) - 1)).ToArray();

            Assert.That(
                action.FromWire(new WireValue.Map(("actions", new WireValue.Numbers(action.ToWire(new(values, 7)))))).Values.ToArray(),
                Is.EqualTo(values)
            );
        }
    }

    [TestCase("closed: 0, open: 1, threshold: 0.5", 0.6f, 1)]
    [TestCase("closed: 0, open: 1, threshold: 0.5", 0.5f, -1)]
    [TestCase("closed: 1, open: 0, threshold: 0.5", 0.4f, 1)]
    [TestCase("closed: 1, open: -1", 0.5f, -0.5)]
    public void Gripper_IsWhatItsValuesSay(string gripper, float wire, double expected)
    {
        var action = SomeMapping.With((Gripper, $"gripper: {{{gripper}}}")).Action;

        var chunk = action.FromWire(new WireValue.Map(("actions", new WireValue.Numbers(NumericArray.Of([0f, 0, 0, 0, 0, 0, wire], 7)))));

        Assert.That(chunk.Values.Span[6], Is.EqualTo(expected));
    }

    [Test]
    public void Request_ComesBack([Values("hwc", "chw")] string layout, [Values("0", "180")] string rotation)
    {
        var mapping = SomeMapping.With((Size, "size: 3x2"), ("layout: hwc", $"layout: {layout}"), ("rotation: 0", $"rotation: {rotation}"));
        var rgb = Enumerable.Range(0, 18).Select(i => (byte)i).ToArray();
        var state = Enumerable.Range(0, 14).Select(i => (float)i).ToArray();

        var request = mapping.Request(new(0, [new(Conventions.MainCamera, 3, 2, rgb, 0)], state, null), "put it");
        var (seen, instruction) = mapping.ReadRequest(request);

        Assert.Multiple(() =>
        {
            Assert.That(instruction, Is.EqualTo("put it"));
            Assert.That(seen.Images[0].Rgb.ToArray(), Is.EqualTo(rgb));
            Assert.That(seen.State.ToArray(), Is.EqualTo(new float[] { 7, 8, 9, 10, 11, 12, 13, 6 }));
        });
        var sent = ((WireValue.Numbers)request["observation/image"]!).Value;
        var first = (layout, rotation) switch
        {
            ("hwc", "0") => new byte[] { 0, 1, 2 },
            ("hwc", _) => [15, 16, 17],
            (_, "0") => [0, 3, 6],
            _ => [15, 12, 9],
        };
        Assert.That(sent.Data[..3].ToArray(), Is.EqualTo(first));
        Assert.That(sent.Shape, Is.EqualTo(layout == "hwc" ? ImmutableArray.Create(2, 3, 3) : ImmutableArray.Create(3, 2, 3)));
    }

    [Test]
    public void State_InAnotherForm_ComesBack_AndIsWhatTheBridgeDataSetHas()
    {
        const string Send = "send: [gripper_position, gripper_orientation, finger_position]";
        var mapping = SomeMapping.With(
            ("key: observation/state", "keys: [{key: xyz, length: 3}, {key: rest, length: 5}]"),
            (
                Send,
                "send: [gripper_position, {part: gripper_orientation, form: euler_xyz_extrinsic, unit: rad, zero: [1, 0, 1, 0]}, "
                    + "{constant: 0.5}, {part: finger_position, zero: 0.015, one: 0.037}]"
            )
        );
        // The gripper points straight down and is turned by 0.3 about the vertical; Bridge calls the first of it no rotation.
        var down = QuaternionD.FromYaw(0.3) * QuaternionD.FromAxisAngle(new(0, 1, 0), Math.PI / 2);
        float[] state = [0, 0, 0, 0, 0, 0, 0.037f, 0.1f, 0.2f, 0.3f, (float)down.W, (float)down.X, (float)down.Y, (float)down.Z];
        var picture = new ImageFrame(Conventions.MainCamera, 224, 224, new byte[224 * 224 * 3], 0);

        var request = mapping.Request(new(0, [picture], state, null), "put it");

        Assert.That(Numbers(request["xyz"]), Is.EqualTo(new[] { 0.1f, 0.2f, 0.3f }));
        Assert.That(Numbers(request["rest"]), Is.EqualTo(new[] { 0, 0, 0.3f, 0.5f, 1 }).Within(1e-6));
        Assert.That(
            mapping.ReadRequest(request).Observation.State.ToArray(),
            Is.EqualTo(new[] { 0.1f, 0.2f, 0.3f, (float)down.W, (float)down.X, (float)down.Y, (float)down.Z, 0.037f }).Within(1e-6)
        );
        Assert.That(
            mapping.State!.Sent.Select(part => part.Name),
            Is.EqualTo(new[] { "gripper_position", "gripper_orientation", "finger_position" })
        );
    }

    [Test]
    public void Action_UnderSeveralKeys_ComesBack()
    {
        var action = SomeMapping
            .With(
                ("key: actions", "keys: [{key: x, length: 1}, {key: yz, length: 2}, {key: rpy, length: 3}, {key: gripper, length: 1}]"),
                (Gripper, "gripper: {closed: -1, open: 1}"),
                (Execute, "execute: 2")
            )
            .Action;
        float[] values = [1, 2, 3, 4, 5, 6, 0.5f, 8, 9, 10, 11, 12, 13, -0.5f];
        var answer = new WireValue.Map([.. action.ToEntries(new(values, 7))]);

        Assert.That(Numbers(answer["yz"]), Is.EqualTo(new float[] { 2, 3, 9, 10 }));
        Assert.That(action.FromWire(answer).Values.ToArray(), Is.EqualTo(values));
        var short1 = new WireValue.Map([
            .. answer.Entries.Where(entry => entry.Key != "x").Select(entry => (entry.Key, entry.Value)),
            ("x", new WireValue.Numbers(NumericArray.Of([1f], 1))),
        ]);
        Assert.That(
            () => action.FromWire(short1),
            Throws.TypeOf<WireException>().With.Message.Contains("'yz': expected 1 actions, as under 'x', found 2")
        );
    }

    private static float[] Numbers(WireValue? value) => ((WireValue.Numbers)value!).Value.ToSingles();

    private static bool Near(Vector3D a, Vector3D b) => Math.Abs(a.X - b.X) + Math.Abs(a.Y - b.Y) + Math.Abs(a.Z - b.Z) < 1e-9;
}
