using BlindVla.Core;
using BlindVla.TestKit;

namespace BlindVla.Bridge.Tests;

/// <summary>The fake keeps the contract itself, so that a test that passes with it means something.</summary>
public sealed class FakeEnvironmentTests : EnvironmentContract
{
    protected override ValueTask<IEnvironmentSource> CreateSourceAsync() =>
        ValueTask.FromResult<IEnvironmentSource>(new FakeEnvironmentSource());

    protected override ValueTask<IEnvironmentSource?> CreateTerminatingSourceAsync() =>
        ValueTask.FromResult<IEnvironmentSource?>(new FakeEnvironmentSource(new FakeWorldSettings { TerminatesAfterSteps = 3 }));
}
