using BlindVla.Core;

namespace BlindVla.Policies.Remote;

/// <summary>The episode that a client is in: begun when it must be, and ended with the next one or the conversation.</summary>
internal sealed class ServedEpisode(ServedPolicy served) : IAsyncDisposable
{
    private IPolicySession? _session;
    private string? _instruction;

    /// <summary>The next observation is the first of another episode.</summary>
    public async ValueTask EndAsync()
    {
        if (Interlocked.Exchange(ref _session, null) is { } session)
            await session.DisposeAsync();
    }

    /// <summary>Another instruction is another episode.</summary>
    public async ValueTask<ActionChunk> PredictAsync(Observation observation, string instruction, CancellationToken cancellationToken)
    {
        if (_instruction != instruction)
            await EndAsync();
        _instruction = instruction;
        _session ??= served.Begin(instruction);
        return await _session.PredictAsync(observation, cancellationToken);
    }

    public ValueTask DisposeAsync() => EndAsync();
}
