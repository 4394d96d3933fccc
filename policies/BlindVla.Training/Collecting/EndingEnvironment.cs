using BlindVla.Core;

namespace BlindVla.Training;

/// <summary>An environment whose episode ends when its demonstration is over. Does not own the one it is made of.</summary>
internal sealed class EndingEnvironment(IEnvironment inner, Demonstration demonstration) : IEnvironment
{
    public EnvironmentSpec Spec => inner.Spec;

    public ValueTask<TimeStep> ResetAsync(EpisodeSpec episode, ObservationRequest view, CancellationToken cancellationToken) =>
        inner.ResetAsync(episode, view, cancellationToken);

    public async ValueTask<TimeStep> StepAsync(ControlAction action, ObservationRequest view, CancellationToken cancellationToken)
    {
        var now = await inner.StepAsync(action, view, cancellationToken);
        demonstration.OnStep(now.Progress.Success == true);
        return demonstration.IsOver ? now with { Terminated = true } : now;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
