using System.Buffers.Binary;
using BlindVla.Evaluation;
using Tensorboard;

namespace BlindVla.Exports.Tests;

public sealed class SuccessCurveTests
{
    private string _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("curves").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    /// <summary>Of each checkpoint one of two controls succeeds, and the one twin that ended fails where its control succeeded.</summary>
    [Test]
    public void Of_CheckpointsOfTwoTrainings_IsACurveForEachByStep()
    {
        var run = SomeRun.Write(Path.Combine(_folder, "run"), [], "naive-4000", "align-0-2000", "planner", "naive-500");

        var curves = SuccessCurve.Of(ExportedRun.Of([run]));

        Assert.That(curves.Select(curve => curve.Name), Is.EqualTo(new[] { "align-0", "naive" }));
        Assert.That(curves.Select(curve => curve.Steps), Is.EqualTo(new long[][] { [2000], [500, 4000] }));
        var events = Events(curves[1].Encode());
        Assert.That(events[0].FileVersion, Is.EqualTo("brain.Event:2"));
        Assert.That(events[1..].Select(e => e.Step).Distinct(), Is.EqualTo(new long[] { 500, 4000 }));
        var scalars = events[1..].Where(e => e.Step == 4000).SelectMany(e => e.Summary.Value).ToDictionary(v => v.Tag, v => v.SimpleValue);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(scalars["success/test/cell/id"], Is.EqualTo(0.5f));
            Assert.That(scalars["success/test/cell/vision/texture@0.5"], Is.Zero);
            Assert.That(scalars["difference/test/split/ood"], Is.EqualTo(-1f));
            Assert.That(scalars.Keys, Does.Not.Contain("difference/test/cell/id"), "a control has no twin");
            // Wilson's interval for 1 of 2.
            Assert.That(scalars["success_low/test/cell/id"], Is.EqualTo(0.0945f).Within(1e-4));
            Assert.That(scalars["success_high/test/cell/id"], Is.EqualTo(0.9055f).Within(1e-4));
        }
    }

    [Test]
    public void Of_TheSameCheckpointInTwoRuns_IsRefusedWithTheirNames()
    {
        var runs = new[] { "one", "two" }.Select(name => SomeRun.Write(Path.Combine(_folder, name), [], "naive-4000")).ToList();

        Assert.That(
            () => SuccessCurve.Of(ExportedRun.Of(runs)),
            Throws.TypeOf<RunException>().With.Message.StartsWith("one and two both have test/split/id of naive at step 4000")
        );
    }

    private static List<Event> Events(byte[] file)
    {
        var events = new List<Event>();
        for (var at = 0; at < file.Length; )
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at));
            events.Add(Event.Parser.ParseFrom(file[(at + 12)..(at + 12 + length)]));
            at += 12 + length + 4;
        }
        return events;
    }
}
