using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>
/// A policy in an environment that does not wait. One that gives several actions at a time is asked for the next ones while the present
/// ones are carried out; one that gives a single action cannot be, since it must see what came of the last. Nothing of it runs on a thread
/// made here: a policy that takes time computes on a thread of its own, or asks a server.
/// </summary>
internal sealed class RealTimeSession(
    IPolicySession inner,
    EpisodeView view,
    EnvironmentSpec environment,
    LateRule late,
    Pace pace,
    TimeProvider time
) : IActingSession
{
    // The arm's server keeps its beat for an action that comes up to a quarter of a period late; the rest of that is for getting there.
    private const double Tolerated = 0.2;

    private readonly TimeSpan _grace = TimeSpan.FromSeconds(Tolerated * environment.ControlPeriodSeconds);

    // What the policy gave last, and how many of its actions are taken.
    private Prediction? _present;
    private int _next;

    // What it is asked for.
    private Task<Prediction>? _asked;
    private bool _looks = true;

    // Its own actions that were taken; what it is told to do while it thinks is none of them.
    private int _acted;
    private float[] _last = [];

    public bool LooksNext => _looks;

    public TimeSpan PredictionTime { get; private set; }

    private int Left => (_present?.Chunk.Count ?? 0) - _next;

    private bool IsTimeToAsk => late == LateRule.ContinueChunk || Left <= _present!.Chunk.Count / 2;

    public async ValueTask<ControlAction> ActAsync(Observation observation, CancellationToken cancellationToken)
    {
        var due = time.GetTimestamp();
        if (_looks && _asked is null)
        {
            Ask(observation, due, cancellationToken);
            _looks = false;
        }
        // Before the first action nothing moves, and no step is due.
        var isFirst = _present is null;
        var mayTake = late != LateRule.Hold || isFirst || Left > 0 || await IsThereAsync(cancellationToken);
        if (mayTake)
        {
            await TakeAsync();
        }
        var waited = time.GetElapsedTime(due);
        PredictionTime += waited;
        if (!isFirst && (waited > _grace || Left == 0))
        {
            pace.Late();
        }
        if (Left == 0)
        {
            // It still thinks, or all that it came to was for steps that are over: then it must look again, and to look takes a step.
            _looks = true;
            return Hold();
        }
        if (_looks && _asked is null && IsTimeToAsk)
        {
            // What was seen where new actions begin is what the next are asked for with: they may then take as long as half of these.
            Ask(observation, due, cancellationToken);
        }
        _acted++;
        _last = _present!.Chunk[_next++].ToArray();
        _looks = _asked is null ? IsTimeToAsk : Left == 0 || late == LateRule.ContinueChunk;
        pace.Action(time.GetElapsedTime(_present.ObservedAt));
        return new(_last, _present.ObservedAtSeconds);
    }

    /// <summary>Waits for what it is asked for, which may look at nothing of this episode any more.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await (_asked ?? Task.CompletedTask);
        }
        catch (Exception e) when (e is PolicyException or OperationCanceledException)
        {
            // Nobody needs it any more.
        }
        await inner.DisposeAsync();
    }

    private void Ask(Observation observation, long observedAt, CancellationToken cancellationToken) =>
        _asked = PredictAsync(Copy(view.ShowPolicy(observation)), observedAt, _acted, cancellationToken);

    private async Task<Prediction> PredictAsync(Observation seen, long observedAt, int acted, CancellationToken cancellationToken)
    {
        using var part = EvaluationTelemetry.Part("inference");
        var chunk = await inner.PredictAsync(seen, cancellationToken);
        return new(chunk, time.GetElapsedTime(observedAt), observedAt, seen.TimeSeconds, acted);
    }

    /// <summary>Makes what it was asked for the present actions where none is left, and waits for it; with chunks that go on, as soon as it
    /// is there.</summary>
    private async ValueTask TakeAsync()
    {
        if (_asked is null || (Left > 0 && !(late == LateRule.ContinueChunk && _asked.IsCompleted)))
        {
            return;
        }
        var prediction = await _asked;
        _asked = null;
        pace.Inference(prediction.Took);
        ActionChunks.Check(prediction.Chunk, environment.ActionLength, _acted + 1);
        // The first of its actions are for steps that its predecessor's actions were taken for in the meantime.
        var over = _acted - prediction.Acted;
        if (over < prediction.Chunk.Count)
        {
            (_present, _next) = (prediction, over);
        }
    }

    /// <summary>Whether what it is asked for is there in time for the beat.</summary>
    private async ValueTask<bool> IsThereAsync(CancellationToken cancellationToken)
    {
        if (_asked is { IsCompleted: false } asked)
        {
            await Task.WhenAny(asked, Task.Delay(_grace, time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            return asked.IsCompleted;
        }
        return true;
    }

    /// <summary>No motion, from what was told last: what a part moves by is that of the action that keeps the arm still, what it is moved
    /// to, such as a gripper, stays.</summary>
    private ControlAction Hold()
    {
        var still = environment.HoldAction.ToArray();
        var start = 0;
        foreach (var part in environment.Action)
        {
            if (!part.Convention.StartsWith("delta_", StringComparison.Ordinal))
            {
                _last.AsSpan(start, part.Length).CopyTo(still.AsSpan(start));
            }
            start += part.Length;
        }
        return still;
    }

    /// <summary>The environment reuses its pictures' memory, and does not wait for the policy.</summary>
    private static Observation Copy(Observation seen) =>
        seen with
        {
            Images = [.. seen.Images.Select(image => image.Copy())],
            State = seen.State.ToArray(),
        };

    /// <param name="Took">From being asked.</param>
    /// <param name="ObservedAt">By the clock of whoever acts.</param>
    /// <param name="ObservedAtSeconds">By the environment's.</param>
    /// <param name="Acted">Actions that were taken before.</param>
    private sealed record Prediction(ActionChunk Chunk, TimeSpan Took, long ObservedAt, double ObservedAtSeconds, int Acted);
}
