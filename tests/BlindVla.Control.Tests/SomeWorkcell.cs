using BlindVla.Core;

namespace BlindVla.Control.Tests;

/// <summary>A workcell that counts how often it was stopped.</summary>
internal sealed class SomeWorkcell : IEmergencyStop
{
    public int Stops { get; private set; }

    /// <summary>What it answers a stop with instead; null for nothing.</summary>
    public EnvironmentException? Fault { get; init; }

    /// <summary>Whether it has a stop at all.</summary>
    public bool HasStop { get; init; } = true;

    public ValueTask<bool> StopAsync(CancellationToken cancellationToken)
    {
        Stops++;
        return Fault is null ? new(HasStop) : throw Fault;
    }
}
