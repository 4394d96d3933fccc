using System.Collections.Concurrent;
using BlindVla.Core;

namespace BlindVla.Evaluation.Tests.Fakes;

/// <summary>Opens tiny worlds and remembers them.</summary>
internal sealed class TinyWorldSource(FaultPlan? faults = null) : IEnvironmentSource
{
    private readonly ConcurrentQueue<TinyWorld> _opened = [];

    public IReadOnlyCollection<TinyWorld> Opened => _opened;

    /// <summary>Of these, opened for one trial alone.</summary>
    public int OpenedAlone { get; private set; }

    /// <summary>The worker that gets no environment; null: none.</summary>
    public int? LostWorker { get; init; }

    /// <summary>How many times opening fails before it works.</summary>
    public int Refusals { get; set; }

    /// <summary>What it says its worlds are.</summary>
    public EnvironmentSpec Spec { get; init; } = TinyWorld.Description;

    public ValueTask<EnvironmentSpec> DescribeAsync(CancellationToken cancellationToken) => new(Spec);

    public ValueTask<IEnvironment> OpenAsync(int worker, CancellationToken cancellationToken)
    {
        if (LostWorker == worker)
        {
            throw new EnvironmentException(EnvironmentFault.Unavailable, "this worker's server is gone");
        }
        if (Refusals-- > 0)
        {
            throw new EnvironmentException(EnvironmentFault.Unavailable, "the server is gone");
        }
        var world = new TinyWorld(faults ?? FaultPlan.None);
        _opened.Enqueue(world);
        return new(world);
    }

    public ValueTask<IEnvironment> OpenAloneAsync(int worker, CancellationToken cancellationToken)
    {
        OpenedAlone++;
        return OpenAsync(worker, cancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
