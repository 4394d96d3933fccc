using BlindVla.Core;
using BlindVla.TestKit;

namespace BlindVla.Bridge.Tests;

/// <summary>The same without object poses to give, as on a real arm.</summary>
public sealed class FakeEnvironmentWithoutPosesTests : EnvironmentContract
{
    protected override ValueTask<IEnvironmentSource> CreateSourceAsync() =>
        ValueTask.FromResult<IEnvironmentSource>(new FakeEnvironmentSource(new FakeWorldSettings { HidesPrivilegedState = true }));

    protected override ValueTask<IEnvironmentSource?> CreateTerminatingSourceAsync() => ValueTask.FromResult<IEnvironmentSource?>(null);
}
