using Microsoft.Extensions.Time.Testing;

namespace BlindVla.Cli.Tests;

/// <summary>Ctrl+C once, twice, three times.</summary>
public sealed class InterruptionTests
{
    private readonly FakeTimeProvider _time = new();
    private StringWriter _error = null!;
    private Interruption _interruption = null!;
    private int _exits;

    [SetUp]
    public void Begin()
    {
        _exits = 0;
        _error = new();
        _interruption = new(_error, _time, () => _exits++);
    }

    [TearDown]
    public void End()
    {
        _interruption.Dispose();
        _error.Dispose();
    }

    [Test]
    public void WhileSomethingIsWorthFinishing_TheFirstStops_TheSecondAbandons_TheThirdEnds()
    {
        var acknowledged = 0;
        using var finishing = _interruption.Finishing(() => acknowledged++);

        _interruption.Interrupt();
        Assert.That((acknowledged, Stopped, Abandoned, _exits), Is.EqualTo((1, true, false, 0)));
        _interruption.Interrupt();
        Assert.That((acknowledged, Stopped, Abandoned, _exits), Is.EqualTo((1, true, true, 0)));
        _interruption.Interrupt();
        Assert.That(_exits, Is.EqualTo(1));
    }

    [Test]
    public void WhereNothingIsWorthFinishing_TheFirstAbandons_OnALineOfItsOwn()
    {
        using (_interruption.Finishing(() => Assert.Fail("it is over"))) { }

        _interruption.Interrupt();

        Assert.That((Stopped, Abandoned, _exits), Is.EqualTo((true, true, 0)));
        Assert.That(_error.ToString(), Is.EqualTo($"{Environment.NewLine}stopping now; again to end at once{Environment.NewLine}"));
    }

    [Test]
    public void WhatDoesNotEndWhenItIsAbandoned_IsEnded()
    {
        _interruption.Terminate();
        _time.Advance(TimeSpan.FromSeconds(19));
        Assert.That(_exits, Is.Zero);
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.That(_exits, Is.EqualTo(1));
    }

    [Test]
    public void Sigterm_AsksAServiceToFinish_AndAbandonsAnythingElse()
    {
        using (_interruption.Finishing(() => { }, isService: true))
        {
            _interruption.Terminate();
            Assert.That((Stopped, Abandoned), Is.EqualTo((true, false)));
            _interruption.Terminate();
            Assert.That((Stopped, Abandoned, _exits), Is.EqualTo((true, true, 0)));
        }
        using var other = new Interruption(_error, _time, () => { });
        using var finishing = other.Finishing(() => Assert.Fail("it is not asked"));
        other.Terminate();
        Assert.That(other.Abandon.IsCancellationRequested);
    }

    private bool Stopped => _interruption.Stop.IsCancellationRequested;

    private bool Abandoned => _interruption.Abandon.IsCancellationRequested;
}
