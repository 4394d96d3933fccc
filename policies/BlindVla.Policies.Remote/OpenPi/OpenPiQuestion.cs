namespace BlindVla.Policies.Remote;

/// <summary>What a client asks a server of ours.</summary>
/// <param name="Observation">As the mapping reads it; nothing where <see cref="Answer"/> is all that there is to say.</param>
internal sealed record OpenPiQuestion(WireValue Observation)
{
    /// <summary>Where the question is not about an action.</summary>
    public SocketMessage? Answer { get; init; }

    /// <summary>The next observation is the first of another episode.</summary>
    public bool IsReset { get; init; }

    /// <summary>Of the client's episode; another one is another episode. Null where it has no name.</summary>
    public string? Session { get; init; }

    /// <summary>That its answer repeats.</summary>
    public WireValue Id { get; init; } = new WireValue.Nothing();
}
