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

    /// <summary>Why it goes on being stopped, question after question; nothing once there are no more.</summary>
    public Queue<string> Reasons { get; init; } = [];

    public ValueTask<string?> EndStopAsync(CancellationToken cancellationToken) => new(Reasons.TryDequeue(out var reason) ? reason : null);

    public ValueTask<bool> StopAsync(CancellationToken cancellationToken)
    {
        Stops++;
        return Fault is null ? new(HasStop) : throw Fault;
    }
}
