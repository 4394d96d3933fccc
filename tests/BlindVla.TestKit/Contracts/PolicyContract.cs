using BlindVla.Core;
using NUnit.Framework;

namespace BlindVla.TestKit;

/// <summary>What every policy must do, whatever is behind it. A fixture inherits this, says how to make its policy, and gets all
/// tests.</summary>
[CancelAfter(180_000)]
public abstract class PolicyContract
{
    private const int Steps = 15;

    private IPolicy _policy = null!;
    private IEnvironmentSource _source = null!;

    /// <summary>The policy under test. Called once for each test; disposed after it.</summary>
    protected abstract ValueTask<IPolicy> CreatePolicyAsync();

    /// <summary>The worlds it acts in.</summary>
    protected virtual ValueTask<IEnvironmentSource> CreateSourceAsync() =>
        ValueTask.FromResult<IEnvironmentSource>(new FakeEnvironmentSource());

    /// <summary>An episode it can act in; different for different indices.</summary>
    protected virtual EpisodeSpec CreateEpisode(EnvironmentSpec spec, int index) => TestEpisodes.Create(spec, index);

    protected static CancellationToken Cancellation => TestContext.CurrentContext.CancellationToken;

    [SetUp]
    public async Task Open()
    {
        _policy = await CreatePolicyAsync();
        _source = await CreateSourceAsync();
    }

    [TearDown]
    public async Task Close()
    {
        await _policy.DisposeAsync();
        await _source.DisposeAsync();
    }

    [Test]
    public async Task Spec_FitsTheEnvironment()
    {
        var spec = await _source.DescribeAsync(Cancellation);

        Assert.That(Conventions.Mismatches(_policy.Spec, spec), Is.Empty);
        Assert.That(_policy.Spec.Kind, Is.Not.Empty);
    }

    [Test]
    public async Task Predict_GivesFiniteActionsOfTheDeclaredLength()
    {
        var length = _policy.Spec.Action.Sum(part => part.Length);

        var actions = await ActAsync(episode: 0);

        Assert.That(actions, Has.All.Length.EqualTo(length));
        Assert.That(actions.SelectMany(action => action), Has.All.Matches<float>(float.IsFinite));
    }

    [Test]
    public async Task SameEpisode_GivesIdenticalActions()
    {
        if (!_policy.Spec.IsDeterministic)
        {
            Assert.Ignore("This policy says that it is not deterministic.");
        }
        var first = await ActAsync(episode: 0);
        await ActAsync(episode: 1);

        Assert.That(await ActAsync(episode: 0), Is.EqualTo(first));
    }

    [Test]
    public async Task Sessions_DoNotInterfere()
    {
        if (!_policy.Spec.IsDeterministic)
        {
            Assert.Ignore("This policy says that it is not deterministic, so nothing can be compared.");
        }
        var (first, second) = (await ActAsync(episode: 0), await ActAsync(episode: 1));

        var together = await Task.WhenAll(ActAsync(episode: 0), ActAsync(episode: 1));

        Assert.That(together[0], Is.EqualTo(first));
        Assert.That(together[1], Is.EqualTo(second));
    }

    [Test]
    public async Task ManySessions_LeaveItWorking()
    {
        await using var environment = await _source.OpenAsync(0, Cancellation);
        var episode = CreateEpisode(environment.Spec, 0);
        for (var i = 0; i < 100; i++)
        {
            var step = await environment.ResetAsync(episode, _policy.Spec.View, Cancellation);
            await using var session = _policy.BeginEpisode(episode.BriefIn(environment.Spec));
            var chunk = await session.PredictAsync(step.Observation, Cancellation);
            Assert.That(chunk.Count, Is.Positive);
        }
    }

    [Test]
    public async Task UnusedSession_CanBeDisposed()
    {
        var spec = await _source.DescribeAsync(Cancellation);
        await using (_policy.BeginEpisode(CreateEpisode(spec, 0).BriefIn(spec)))
        {
            // An episode that breaks at its reset never asks for an action.
        }
        await ActAsync(episode: 0);
    }

    /// <summary>The actions of the first steps of an episode.</summary>
    private async Task<List<float[]>> ActAsync(int episode)
    {
        await using var environment = await _source.OpenAsync(episode, Cancellation);
        var spec = CreateEpisode(environment.Spec, episode);
        var step = await environment.ResetAsync(spec, _policy.Spec.View, Cancellation);
        await using var session = _policy.BeginEpisode(spec.BriefIn(environment.Spec));
        var actions = new List<float[]>();
        while (actions.Count < Steps)
        {
            var chunk = await session.PredictAsync(step.Observation, Cancellation);
            Assert.That(chunk.Count, Is.Positive, "a prediction must hold at least one action");
            for (var i = 0; i < chunk.Count && actions.Count < Steps; i++)
            {
                actions.Add(chunk[i].ToArray());
                step = await environment.StepAsync(Legal(chunk[i].Span, environment.Spec), _policy.Spec.View, Cancellation);
            }
        }
        return actions;
    }

    /// <summary>A policy may ask for more than the environment does; whoever runs it moves every value to the nearest legal one.</summary>
    private static float[] Legal(ReadOnlySpan<float> action, EnvironmentSpec environment)
    {
        var parts = environment.Action.SelectMany(part => Enumerable.Repeat(part, part.Length)).ToArray();
        var legal = action.ToArray();
        for (var i = 0; i < legal.Length; i++)
        {
            legal[i] = (float)Math.Clamp(legal[i], parts[i].Minimum ?? double.MinValue, parts[i].Maximum ?? double.MaxValue);
        }
        return legal;
    }
}
