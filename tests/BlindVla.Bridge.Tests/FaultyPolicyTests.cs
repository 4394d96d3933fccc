using BlindVla.Core;
using BlindVla.TestKit;

namespace BlindVla.Bridge.Tests;

[CancelAfter(60_000)]
public sealed class FaultyPolicyTests
{
    private static readonly Observation Anything = new(0, [], Array.Empty<float>(), Privileged: null);

    private static CancellationToken Cancellation => TestContext.CurrentContext.CancellationToken;

    [Test]
    public async Task NaNPolicy_FromItsStepOn_PredictsWhatIsNotANumber()
    {
        await using var session = new NaNPolicy(fromStep: 2).BeginEpisode(new("", "", 0, []));

        var first = await session.PredictAsync(Anything, Cancellation);
        var second = await session.PredictAsync(Anything, Cancellation);

        Assert.That(first[0].ToArray(), Has.All.Matches<float>(float.IsFinite));
        Assert.That(second[0].ToArray(), Has.Some.NaN);
    }

    [Test]
    public async Task FailingPolicy_AtItsStep_CannotAct()
    {
        await using var session = new FailingPolicy(atStep: 2).BeginEpisode(new("", "", 0, []));
        await session.PredictAsync(Anything, Cancellation);

        await Assert.ThatAsync(() => session.PredictAsync(Anything, Cancellation).AsTask(), Throws.InstanceOf<PolicyException>());
    }

    [Test]
    public async Task DyingEnvironmentSource_EnvironmentsAfterTheDeaths_Live()
    {
        await using var source = new DyingEnvironmentSource(atStep: 2, deaths: 1);
        await using var first = await source.OpenAsync(0, Cancellation);
        await using var second = await source.OpenAsync(0, Cancellation);

        Assert.That((await Fault.OfAsync(() => StepAsync(first, 2))).Fault, Is.EqualTo(EnvironmentFault.Unavailable));
        Assert.That(
            (await Fault.OfAsync(() => StepAsync(first, 0))).Fault,
            Is.EqualTo(EnvironmentFault.Unavailable),
            "what is dead stays dead"
        );
        await StepAsync(second, 5);

        static async Task StepAsync(IEnvironment environment, int steps)
        {
            await environment.ResetAsync(TestEpisodes.Create(environment.Spec), ObservationRequest.Nothing, Cancellation);
            for (var i = 0; i < steps; i++)
            {
                await environment.StepAsync(new float[] { 0, 0, 0, 0, 0, 0, 1 }, ObservationRequest.Nothing, Cancellation);
            }
        }
    }
}
