using BlindVla.Core;

namespace BlindVla.TestKit;

/// <summary>
/// Fake environments of which some break: each of the first <paramref name="deaths"/> dies at its step <paramref name="atStep"/> (counted
/// from 1 over all its episodes) and stays dead; those opened afterwards live.
/// </summary>
public sealed class DyingEnvironmentSource(
    int atStep,
    int deaths,
    EnvironmentFault fault = EnvironmentFault.Unavailable,
    FakeWorldSettings? settings = null
) : IEnvironmentSource
{
    private readonly FakeWorldSettings _settings = settings ?? new FakeWorldSettings();
    private int _opened;

    /// <summary>Environments opened so far.</summary>
    public int Opened => _opened;

    public ValueTask<EnvironmentSpec> DescribeAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(FakeSession.Describe(_settings));

    public ValueTask<IEnvironment> OpenAsync(int worker, CancellationToken cancellationToken)
    {
        IEnvironment world = new FakeEnvironment(_settings);
        return ValueTask.FromResult(Interlocked.Increment(ref _opened) <= deaths ? new DyingEnvironment(world, atStep, fault) : world);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class DyingEnvironment(IEnvironment world, int atStep, EnvironmentFault fault) : IEnvironment
    {
        private int _steps;

        public EnvironmentSpec Spec => world.Spec;

        public ValueTask<TimeStep> ResetAsync(EpisodeSpec episode, ObservationRequest view, CancellationToken cancellationToken) =>
            _steps >= atStep ? Dead() : world.ResetAsync(episode, view, cancellationToken);

        public ValueTask<TimeStep> StepAsync(ControlAction action, ObservationRequest view, CancellationToken cancellationToken) =>
            _steps >= atStep || ++_steps == atStep ? Dead() : world.StepAsync(action, view, cancellationToken);

        public ValueTask DisposeAsync() => world.DisposeAsync();

        private ValueTask<TimeStep> Dead() =>
            ValueTask.FromException<TimeStep>(new EnvironmentException(fault, $"the environment died at step {atStep}, as it was told to"));
    }
}
