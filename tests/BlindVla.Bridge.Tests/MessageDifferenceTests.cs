using BlindVla.Bridge.V1;

namespace BlindVla.Bridge.Tests;

public sealed class MessageDifferenceTests
{
    private static DescribeResponse Description =>
        new()
        {
            Version = "1",
            Capabilities = new() { SceneSettable = true },
            Cameras =
            {
                new CameraSpec { Name = "front", Width = 640 },
            },
            Objects = { "banana", "carrot" },
            MaxSessions = 4,
            SceneLimits = new()
            {
                MaxObjects = 12,
                Scale = new() { Minimum = 0.2, Maximum = 5 },
            },
        };

    [Test]
    public void Between_EqualMessages_IsNothing() => Assert.That(MessageDifference.Between(Description, Description, []), Is.Empty);

    [Test]
    public void Between_MessagesThatDiffer_NamesEveryFieldThatDoes()
    {
        var other = Description;
        other.Version = "2\u001b";
        other.Capabilities.RealTime = true;
        other.Cameras[0].Width = 320;
        other.Objects.Add("apple");
        other.Objects.Remove("carrot");
        other.MaxSessions = 8;
        other.SceneLimits.ClearMaxObjects();
        other.SceneLimits.Scale.Maximum = 6;
        other.SceneLimits.MassFactor = new() { Maximum = 1 };

        Assert.That(
            MessageDifference.Between(Description, other, ["max_sessions"]),
            Is.EquivalentTo(
                new[]
                {
                    @"version: expected 1, found 2\u001b",
                    "capabilities.real_time: expected False, found True",
                    "cameras[0].width: expected 640, found 320",
                    "objects: expected 2 values, found 2, without carrot, with apple",
                    "scene_limits.max_objects: expected 12, found nothing",
                    "scene_limits.mass_factor: expected nothing, found { \"maximum\": 1 }",
                    "scene_limits.scale.maximum: expected 5, found 6",
                }
            )
        );
    }

    [Test]
    public void Between_ManyDifferences_IsBounded()
    {
        var (expected, found) = (new DescribeResponse(), new DescribeResponse());
        for (var i = 0; i < 60; i++)
        {
            expected.State.Add(new ArraySpec { Name = $"{i}", Length = 1 });
            found.State.Add(new ArraySpec { Name = $"{i}", Length = 2 });
        }

        Assert.That(MessageDifference.Between(expected, found, []), Has.Count.EqualTo(21).And.Exactly(1).EqualTo("and 40 more"));
    }
}
