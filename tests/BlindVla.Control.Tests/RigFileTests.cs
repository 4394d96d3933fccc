using System.Text.Json;
using BlindVla.Files;

namespace BlindVla.Control.Tests;

public sealed class RigFileTests
{
    private static readonly string Shipped = Path.Combine(AppContext.BaseDirectory, "scenarios", "rigs");

    private DirectoryInfo _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("blindvla-rigs-");

    [TearDown]
    public void DeleteFolder() => _folder.Delete(recursive: true);

    [Test]
    public void Shipped_Rigs_AreRight()
    {
        var library = new RigLibrary(Shipped);

        Assert.That(library.Names, Is.EqualTo(new[] { "emulated", "widowx-250s" }));
        Assert.That(library.Names.Select(name => library.Load(name).IsEmulated), Is.EqualTo(new[] { true, false }));
        Assert.That(library.Load("emulated").Joints, Is.EqualTo(library.Load("widowx-250s").Joints).And.Length.EqualTo(7));
    }

    [Test]
    public void ToJson_IsInUnitsOfTheContract_AndNoFieldIsLeftOut()
    {
        using var json = JsonDocument.Parse(new RigLibrary(Shipped).Load("widowx-250s").ToJson());
        var rig = json.RootElement;

        Assert.Multiple(() =>
        {
            Assert.That(rig.GetProperty("port").GetProperty("path").GetString(), Is.EqualTo("/dev/ttyDXL"));
            var shoulder = rig.GetProperty("joints")[1];
            Assert.That(shoulder.GetProperty("shadow").GetProperty("id").GetInt32(), Is.EqualTo(3));
            Assert.That(shoulder.GetProperty("servo").GetProperty("reversed").GetBoolean(), Is.False);
            Assert.That(shoulder.GetProperty("models").EnumerateArray().Select(model => model.GetInt32()), Is.EqualTo(new[] { 1120 }));
            Assert.That(rig.GetProperty("gripper").GetProperty("horn_radius").GetDouble(), Is.EqualTo(0.014).Within(1e-12));
            Assert.That(rig.GetProperty("motion").GetProperty("bus_watchdog").GetInt32(), Is.EqualTo(10));
            Assert.That(rig.GetProperty("safety").GetProperty("max_gripper").GetProperty("z").GetDouble(), Is.EqualTo(0.35).Within(1e-12));
            Assert.That(rig.GetProperty("safety").GetProperty("stop_file").GetString(), Is.Empty);
            Assert.That(rig.GetProperty("cameras")[0].GetProperty("stale_seconds").GetDouble(), Is.EqualTo(0.5));
        });
    }

    [Test]
    public void ToJson_OfTheEmulatedRig_SaysWhereTheEmulatorIs()
    {
        using var json = JsonDocument.Parse(new RigLibrary(Shipped).Load("emulated").ToJson("/dev/pts/7", "http://127.0.0.1:5/"));

        Assert.That(json.RootElement.GetProperty("port").GetProperty("path").GetString(), Is.EqualTo("/dev/pts/7"));
        Assert.That(json.RootElement.GetProperty("cameras")[0].GetProperty("source").GetString(), Is.EqualTo("http://127.0.0.1:5/"));
    }

    [Test]
    public void Load_ANameThatIsNone_NamesTheNearest() =>
        Assert.That(
            () => new RigLibrary(Shipped).Load("widowx-250"),
            Throws.InstanceOf<InputException>().With.Message.Contains("there is no rig 'widowx-250'").And.Message.Contains("'widowx-250s'")
        );

    [Test]
    public void Load_WhatExtends_ChangesOneThing()
    {
        var rig = Load("extends: widowx-250s\nschema_version: 1\nname: mine\ndescription: at the window\nsafety: {table_height: 12 mm}\n");

        using var json = JsonDocument.Parse(rig.ToJson());
        var safety = json.RootElement.GetProperty("safety");
        Assert.That(rig.Description, Is.EqualTo("at the window"));
        Assert.That(safety.GetProperty("table_height").GetDouble(), Is.EqualTo(0.012).Within(1e-12));
        Assert.That(safety.GetProperty("max_velocity").GetDouble(), Is.EqualTo(3));
    }

    /// <summary>Of what was measured some comes out as it was expected.</summary>
    [Test]
    public void Load_WhatExtends_MayRepeatAValue()
    {
        var rig = Load("extends: widowx-250s\nschema_version: 1\nname: mine\ndescription: at the window\nsafety: {table_height: 3 mm}\n");

        Assert.That(rig.ToJson(), Does.Contain("0.003"));
    }

    [TestCase("", "DELTA_END_EFFECTOR")]
    [TestCase("actions: joint_positions\n", "JOINT_POSITIONS")]
    public void Load_Actions_AreOneOfTwoConventions(string key, string expected)
    {
        using var json = JsonDocument.Parse(
            Load($"extends: widowx-250s\nschema_version: 1\nname: mine\ndescription: at the window\n{key}").ToJson()
        );

        Assert.That(json.RootElement.GetProperty("actions").GetString(), Is.EqualTo(expected));
    }

    [TestCase("control_period: 200 ms", "control_period: 200", "without a unit")]
    [TestCase("control_period: 200 ms", "control_period: 5 s", "from 0.01 to 2 s, found 5 s")]
    [TestCase("max_velocity: 3 rad/s", "max_velocity: 3 m/s", "with the unit 'm/s'")]
    [TestCase("table_height: 3 mm", "table_hight: 3 mm", "no key 'table_hight'", "needs the key 'table_height'")]
    [TestCase("z: [-5 cm, 35 cm]", "z: [35 cm, -5 cm]", "the other way round")]
    [TestCase("table_height: 3 mm", "table_height: 35 cm", "less than the top of 'gripper_box', 0.35 m")]
    [TestCase("table_height: 3 mm", "table_height: -1 m", "at least -0.0655 m", "would keep nothing from the table")]
    [TestCase("table_height: 3 mm", "table_height: 3 mm\n  stop_file: stop-the-arm", "by its whole path", "found 'stop-the-arm'")]
    [TestCase("baud: 1000000", "baud: 123456", "expected one of 9600, 57600", "found 123456")]
    [TestCase("positions: [819, 3345]", "positions: [3345, 819]", "the other way round")]
    [TestCase("rest: -1.8 rad", "rest: -120 deg", "within 'positions', 819 to 3345, found 683")]
    [TestCase("servo: {id: 6, reversed: false}", "servo: {id: 5, reversed: false}", "5 is another servo's id, too")]
    [TestCase("servo: {id: 6, reversed: false}", "servo: {id: 6}", "needs the key 'reversed'")]
    [TestCase("name: elbow", "name: ellbow", "expected the joint 'elbow' here, found 'ellbow'")]
    [TestCase("models: [xl430-w250, xm430-w350]", "models: [xl430]", "there is no servo model 'xl430'", "xl430-w250")]
    [TestCase("bus_watchdog: 200 ms", "bus_watchdog: 205 ms", "a multiple of 20 ms")]
    [TestCase("bus_watchdog: 200 ms", "bus_watchdog: 40 ms", "at least three turns")]
    [TestCase("arm_length: 24 mm", "arm_length: 14 mm", "the horn could not turn")]
    [TestCase("voltage: [10.5 V, 13 V]", "voltage: [10.5 V]", "found 1 values")]
    [TestCase("source: /dev/video0", "source: video0", "by its whole path, or http://HOST, found 'video0'")]
    [TestCase("source: /dev/video0", "source: emulator", "no camera where the port is not 'emulator'")]
    [TestCase("name: widowx-250s", "name: widowx", "the name of the file")]
    [TestCase("actions: delta_end_effector", "actions: joint_velocities", "there is no kind of action 'joint_velocities'")]
    [TestCase("start: 1.3652 rad", "start: 2.14 rad", "to 2.126 rad, 'positions' less 'joint_margin', found 2.14 rad")]
    [TestCase("    size: [640, 480]", "    size: [640, 480]\n    crop: {left: 600, top: 0, width: 100, height: 100}", "ends outside")]
    public void Load_WhatCannotBe_IsRefusedByWhatItIs(string right, string wrong, params string[] said)
    {
        var text = File.ReadAllText(Path.Combine(Shipped, "widowx-250s.yaml"));
        Assert.That(text, Does.Contain(right));
        var broken = text.Replace(right, wrong, StringComparison.Ordinal);

        var refusal = Assert.Throws<InputException>(() => Load(broken, "widowx-250s.yaml"))!;

        foreach (var words in said)
            Assert.That(refusal.Message, Does.Contain(words));
    }

    [Test]
    public void Load_TwoCamerasThatShowTheSame_AreRefused()
    {
        var text = File.ReadAllText(Path.Combine(Shipped, "widowx-250s.yaml")).TrimEnd();
        var copy = text[text.IndexOf("  - name: 3rd_view_camera", StringComparison.Ordinal)..]
            .Replace("3rd_view_camera", "copy", StringComparison.Ordinal);

        var refusal = Assert.Throws<InputException>(() => Load($"{text}\n{copy}\n", "widowx-250s.yaml"))!;

        Assert.That(refusal.Message, Does.Contain("'copy' shows what '3rd_view_camera' does"));
        Assert.DoesNotThrow(() => Load($"{text}\n{copy}\n    crop: {{left: 0, top: 0, width: 320, height: 240}}\n", "widowx-250s.yaml"));
    }

    private ArmRig Load(string text, string name = "mine.yaml")
    {
        var file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, text);
        return RigFile.Load(file, Shipped);
    }
}
