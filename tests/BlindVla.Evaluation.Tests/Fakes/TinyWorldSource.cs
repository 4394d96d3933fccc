using System.Collections.Concurrent;
using BlindVla.Core;

namespace BlindVla.Evaluation.Tests.Fakes;

/// <summary>Opens tiny worlds and remembers them.</summary>
internal sealed class TinyWorldSource(FaultPlan? faults = null) : IEnvironmentSource
{
    private readonly ConcurrentQueue<TinyWorld> _opened = [];

    public IReadOnlyCollection<TinyWorld> Opened => _opened;

    /// <summary>How many times opening fails before it works.</summary>
    public int Refusals { get; set; }

    public ValueTask<EnvironmentSpec> DescribeAsync(CancellationToken cancellationToken) => new(TinyWorld.Description);

    public ValueTask<IEnvironment> OpenAsync(int worker, CancellationToken cancellationToken)
    {
        if (Refusals-- > 0)
        {
            throw new EnvironmentException(EnvironmentFault.Unavailable, "the server is gone");
        }
        var world = new TinyWorld(faults ?? FaultPlan.None);
        _opened.Enqueue(world);
        return new(world);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
