using BlindVla.Core;

namespace BlindVla.Reports.Tests;

internal sealed class SceneDifferenceTests
{
    private static readonly EpisodeSpec Control = SomeRun.Control(0);

    private static TabletopScene Scene => (TabletopScene)Control.Scene;

    [Test]
    public void Of_TheSame_IsNothing() => Assert.That(SceneDifference.Of(Control, Control), Is.Empty);

    [Test]
    public void Of_WhatPicturesShow_IsSeen()
    {
        var objects = Scene.Objects.SetItem(0, Scene.Objects[0] with { Asset = "green_cube", Scale = 1.2 });
        var scene = Scene with
        {
            Table = "slate",
            Objects = objects,
            Camera = new(new(0.03, 0, 0.04), QuaternionD.Identity, 1),
            Sensor = new(0, 12, 1, 30),
            Lighting = new(QuaternionD.FromYaw(Math.PI / 2), new(0.5, 0.5, 0.5)),
        };

        Assert.That(
            Words(Control with { Scene = scene, Instruction = "put the green cube on the plate" }),
            Is.EqualTo(
                new[]
                {
                    ("instruction", true),
                    ("camera 5 cm aside", true),
                    ("light turned 90°", true),
                    ("light × 0.5", true),
                    ("noise of 12 levels", true),
                    ("JPEG of quality 30", true),
                    ("table slate", true),
                    ("green cube for carrot", true),
                    ("size × 1.2", true),
                }
            )
        );
    }

    [Test]
    public void Of_WhatNoPictureShows_IsNotSeen()
    {
        var objects = Scene.Objects.SetItem(0, Scene.Objects[0] with { MassFactor = 3, FrictionFactor = 0.25 });
        var scene = Scene with { Objects = objects, ActionLatencySteps = 2 };

        Assert.That(
            Words(Control with { Scene = scene }),
            Is.EqualTo(new[] { ("actions 2 steps late", false), ("mass × 3", false), ("friction × 0.25", false) })
        );
    }

    private static IEnumerable<(string, bool)> Words(EpisodeSpec perturbed) =>
        SceneDifference.Of(Control, perturbed).Select(difference => (difference.Words, difference.IsSeen));
}
