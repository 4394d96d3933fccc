using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>An environment that answers in time or fails: a wedged server must not stop a run.</summary>
public sealed class PunctualEnvironment(IEnvironment inner, TimeSpan limit, TimeProvider time) : IEnvironment
{
    // One source for all calls, wound up anew for each, so that a control step allocates no timer.
    private CancellationTokenSource _deadline = new(Timeout.InfiniteTimeSpan, time);

    public EnvironmentSpec Spec => inner.Spec;

    public ValueTask<TimeStep> ResetAsync(EpisodeSpec episode, ObservationRequest view, CancellationToken cancellationToken) =>
        AnswerAsync("reset", token => inner.ResetAsync(episode, view, token), cancellationToken);

    public ValueTask<TimeStep> StepAsync(ControlAction action, ObservationRequest view, CancellationToken cancellationToken) =>
        AnswerAsync("step", token => inner.StepAsync(action, view, token), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _deadline.Dispose();
        try
        {
            await inner.DisposeAsync().AsTask().WaitAsync(limit, time);
        }
        catch (TimeoutException)
        {
            // It is given up in any case, and its server is watched by whoever started it.
        }
    }

    private async ValueTask<TimeStep> AnswerAsync(
        string call,
        Func<CancellationToken, ValueTask<TimeStep>> ask,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_deadline.TryReset())
        {
            _deadline.Dispose();
            _deadline = new(Timeout.InfiniteTimeSpan, time);
        }
        _deadline.CancelAfter(limit);
        var deadline = _deadline;
        using var stop = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), deadline);
        try
        {
            var answer = ask(deadline.Token);
            // An environment that ignores its token is left behind rather than waited for.
            return answer.IsCompleted ? await answer : await answer.AsTask().WaitAsync(deadline.Token);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // However the environment reports it, being told to stop is not a fault.
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception e)
            when (deadline.IsCancellationRequested
                && e is OperationCanceledException or EnvironmentException { Fault: EnvironmentFault.DeadlineExceeded }
            )
        {
            throw new EnvironmentException(EnvironmentFault.DeadlineExceeded, $"{call}: no answer within {limit.TotalSeconds} s", e);
        }
        finally
        {
            if (!deadline.IsCancellationRequested)
            {
                deadline.CancelAfter(Timeout.InfiniteTimeSpan);
            }
        }
    }
}
