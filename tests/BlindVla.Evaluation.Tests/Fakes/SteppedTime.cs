using Microsoft.Extensions.Time.Testing;

namespace BlindVla.Evaluation.Tests.Fakes;

/// <summary>A clock that goes on by a millisecond whenever nothing is left to do: what runs in it is the same every time.</summary>
internal sealed class SteppedTime : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Do, object? With)> _posted = [];

    public FakeTimeProvider Clock { get; } = new();

    /// <summary>Carries something out in one thread, to its end.</summary>
    public T Run<T>(Func<Task<T>> what)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            var task = what();
            while (!task.IsCompleted)
            {
                if (_posted.TryDequeue(out var next))
                {
                    next.Do(next.With);
                }
                else
                {
                    Clock.Advance(TimeSpan.FromMilliseconds(1));
                }
            }
            return task.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    public override void Post(SendOrPostCallback d, object? state) => _posted.Enqueue((d, state));
}
