using System.Collections.Concurrent;
using BlindVla.Core;

namespace BlindVla.Evaluation.Tests.Fakes;

/// <summary>Which calls fail, how, and how often.</summary>
internal sealed class FaultPlan
{
    private readonly ConcurrentDictionary<(string Episode, int Step), Func<CancellationToken, Task>> _faults = new();
    private readonly ConcurrentDictionary<(string Episode, int Step), int> _left = new();

    public static FaultPlan None => new();

    /// <summary>The world fails at a step (0 is reset) of an episode, the first <paramref name="times"/> times it comes there.</summary>
    public FaultPlan At(string episode, int step, EnvironmentFault fault, int times = 1) =>
        At(episode, step, _ => Task.FromException(new EnvironmentException(fault, "the world broke")), times);

    /// <summary>Something happens at a step instead of nothing.</summary>
    public FaultPlan At(string episode, int step, Func<CancellationToken, Task> what, int times = 1)
    {
        _faults[(episode, step)] = what;
        _left[(episode, step)] = times;
        return this;
    }

    public ValueTask StrikeAsync(string episode, int step, CancellationToken cancellationToken)
    {
        var place = (episode, step);
        return _faults.TryGetValue(place, out var fault) && _left.AddOrUpdate(place, 0, (_, left) => left - 1) >= 0
            ? new(fault(cancellationToken))
            : ValueTask.CompletedTask;
    }
}
