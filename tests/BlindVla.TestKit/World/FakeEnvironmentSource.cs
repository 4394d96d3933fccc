using BlindVla.Core;

namespace BlindVla.TestKit;

/// <summary>Opens any number of fake environments.</summary>
public sealed class FakeEnvironmentSource(FakeWorldSettings? settings = null) : IEnvironmentSource
{
    private readonly FakeWorldSettings _settings = settings ?? new FakeWorldSettings();

    public ValueTask<EnvironmentSpec> DescribeAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(FakeSession.Describe(_settings));

    public ValueTask<IEnvironment> OpenAsync(int worker, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IEnvironment>(new FakeEnvironment(_settings));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
