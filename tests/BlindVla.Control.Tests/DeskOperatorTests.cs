using BlindVla.Core;
using BlindVla.Evaluation;
using BlindVla.Imaging;

namespace BlindVla.Control.Tests;

public sealed class DeskOperatorTests
{
    private static readonly EpisodeSpec Episode = new(
        "suite/task/id/0000",
        "suite",
        "task",
        "id",
        "id",
        Level: null,
        Index: 0,
        Seed: 0,
        Split.InDistribution,
        ControlId: null,
        "put carrot on plate",
        new TabletopScene("oak", [], [], 0, new("source", "plate")),
        MaxSteps: 8,
        SuccessRule.AtEnd,
        PolicySeed: 0
    );

    private static readonly TimeStep Nothing = new(new(0, [], Array.Empty<float>(), null), new(null, []), false, Array.Empty<float>(), 0);

    private static readonly Look Nowhere = (_, _) => throw new InvalidOperationException("nobody asked to look");

    private DeskStop _stop = null!;
    private SomeWorkcell _workcell = null!;

    [SetUp]
    public void MakeStop() => _stop = new(_workcell = new());

    [TearDown]
    public void DisposeStop() => _stop.Dispose();

    /// <summary>A wrong key costs nothing before it is confirmed.</summary>
    [Test]
    public async Task Judge_WhatIsTakenBack_IsAskedAgain()
    {
        var desk = new SomeDesk(new('f', ""), new('u', ""), new('s', ""), new(DeskChoice.Enter, ""));

        var judgement = await Operator(desk).JudgeAsync(Episode, Result, default);

        Assert.That(judgement, Is.EqualTo(new Judgement(true, "ann")));
        Assert.That(desk.Asked[1].Title, Is.EqualTo("suite/task/id/0000: FAILURE"), "what was understood is said");
        Assert.That(desk.Asked[3].Title, Is.EqualTo("suite/task/id/0000: SUCCESS"));
    }

    [TestCase(DeskChoice.Enter, true)]
    [TestCase('e', false)]
    public async Task GoOn_IsThePersonsWord(char key, bool expected)
    {
        var desk = new SomeDesk(new DeskAnswer(key, ""));

        Assert.That(await Operator(desk).GoOnAsync(Episode, "the camera is gone\nsince 12 s", default), Is.EqualTo(expected));
        Assert.That(desk.Asked[0].Lines, Has.Some.EqualTo("the camera is gone").And.Some.Contains("look before you go on"));
    }

    /// <summary>Whoever lays it has the arm before them: the suites' arm stands at (14.7 cm, 2.8 cm), and looks along -x.</summary>
    [Test]
    public async Task Prepare_WhereThingsLie_IsSaidFromTheArmsBase()
    {
        var bear = new ObjectPlacement("source", "toy_bear", new(new(-0.175, 0.045, 0.87), QuaternionD.FromYaw(Math.PI / 4)));
        var plate = new ObjectPlacement("plate", "plate", new(new(-0.145, -0.075, 0.87), QuaternionD.FromYaw(Math.PI)));
        var desk = new SomeDesk(new DeskAnswer(DeskChoice.Enter, ""));
        var episode = Episode with { Scene = new TabletopScene("oak", [bear, plate], [], 0, new("source", "plate")) };

        await Operator(desk).PrepareAsync(episode, 0, Nowhere, default);

        Assert.That(desk.Asked[0].Lines[0], Does.Contain("oak").And.Contain("from the arm's base").And.Contain("y to its left"));
        Assert.That(
            desk.Asked[0].Lines.Skip(1).Take(2),
            Is.EqualTo(
                new[]
                {
                    "toy_bear (source): x +32.2 cm, y -1.7 cm, turned -135 degrees",
                    "plate (plate): x +29.2 cm, y +10.3 cm, turned 0 degrees",
                }
            )
        );
    }

    /// <summary>Who says that it is whole again is not believed before the workcell says so, too.</summary>
    [Test]
    public async Task GoOn_WhereTheWorkcellIsStillStopped_SaysWhy_AndAsksAgain()
    {
        using var stop = new DeskStop(new SomeWorkcell { Reasons = new(["camera_lost: no picture"]) });
        var desk = new SomeDesk(new(DeskChoice.Enter, ""), new(DeskChoice.Enter, ""));

        var goesOn = await new DeskOperator("ann", laysScenes: true, desk, stop).GoOnAsync(Episode, "the camera is gone", default);

        Assert.That((goesOn, desk.Asked.Count), Is.EqualTo((true, 2)));
        Assert.That(desk.Asked[1].Lines[0], Is.EqualTo("the workcell is still stopped: camera_lost: no picture"));
    }

    [Test]
    public async Task Prepare_WhereScenesAreLaid_ShowsHowTheyShouldLook([Values] bool lays)
    {
        var picture = Picture.Of(new ImageFrame("main", 1, 1, new byte[3], 0));
        var desk = new SomeDesk(new DeskAnswer(DeskChoice.Enter, ""));

        await new DeskOperator("ann", lays, desk, _stop, (_, _) => new(picture)).PrepareAsync(Episode, 0, Nowhere, default);

        Assert.That(desk.Asked[0].Expected, lays ? Is.EqualTo(picture) : Is.Null);
    }

    /// <summary>Nothing moves for a picture before somebody wants it, and it ends when the episode begins.</summary>
    [Test]
    public async Task Prepare_LooksOnlyWhereAsked_UntilTheSceneStands()
    {
        var ended = false;
        SomeDesk desk = null!;
        desk = new(new('l', ""), new(DeskChoice.Enter, ""))
        {
            Shows = true,
            BeforeAnswer = (question, _) => question.Choices.Any(choice => choice.Key == 'l') ? Task.CompletedTask : desk.IsLive.Task,
        };
        Look look = async (observer, enough) =>
        {
            observer.OnReset(Nothing);
            observer.OnStep(1, [], Nothing);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, enough).ContinueWith(_ => ended = true, TaskScheduler.Default);
        };

        var readiness = await Operator(desk).PrepareAsync(Episode, 0, look, default);

        Assert.That((readiness.Refused, desk.Seen, ended), Is.EqualTo(((string?)null, 2, true)));
        Assert.That(desk.Asked[0].Choices[^1].Label, Does.Contain("THE ARM MOVES"));
    }

    [Test]
    public async Task Prepare_WorkcellThatBreaksWhileSomebodyLooks_IsAFault()
    {
        var desk = new SomeDesk(new DeskAnswer('l', ""))
        {
            Shows = true,
            BeforeAnswer = (question, leave) =>
                question.Choices.Any(choice => choice.Key == 'l')
                    ? Task.CompletedTask
                    : Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, leave),
        };

        var fault = await Assert.ThrowsAsync<EnvironmentException>(() =>
            Operator(desk)
                .PrepareAsync(
                    Episode,
                    0,
                    (_, _) => Task.FromException(new EnvironmentException(EnvironmentFault.Internal, "no camera")),
                    default
                )
                .AsTask()
        );

        Assert.That(fault!.Message, Is.EqualTo("no camera"));
    }

    /// <summary>What is asked when it is pressed has no answer any more: the run ends.</summary>
    [Test]
    public async Task Stop_WhileSomethingIsAsked_EndsIt()
    {
        var desk = new SomeDesk
        {
            BeforeAnswer = async (_, leave) =>
            {
                await _stop.PressAsync();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, leave);
            },
        };

        var fault = await Assert.ThrowsAsync<EnvironmentException>(() => Operator(desk).JudgeAsync(Episode, Result, default).AsTask());

        Assert.That((fault!.Fault, _workcell.Stops), Is.EqualTo((EnvironmentFault.EmergencyStop, 1)));
        Assert.That(() => _stop.Watch().OnStep(1, [], Nothing), Throws.TypeOf<EnvironmentException>(), "an episode, too");
    }

    [Test]
    public async Task Stop_ThatIsNotAnswered_SaysSoInCapitals()
    {
        using var broken = new DeskStop(new SomeWorkcell { Fault = new(EnvironmentFault.Unavailable, "gone") });
        using var none = new DeskStop(new SomeWorkcell { HasStop = false });

        Assert.That(await broken.PressAsync(), Does.StartWith("THE WORKCELL DID NOT ANSWER THE STOP: use the switch").And.Contain("gone"));
        Assert.That(await none.PressAsync(), Does.Contain("no stop of its own"));
        Assert.That(broken.ThrowIfPressed, Throws.TypeOf<EnvironmentException>(), "the run ends all the same");
    }

    private DeskOperator Operator(IDesk desk) => new("ann", laysScenes: true, desk, _stop);

    private static EpisodeResult Result { get; } =
        new(null, null, null, 8, Measurements.None, 0, RuleCounts.None, "", default, default, 7, 0, 0, 0);
}
