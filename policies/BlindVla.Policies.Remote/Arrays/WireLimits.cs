namespace BlindVla.Policies.Remote;

/// <summary>How much a peer may say at a time. What is more is refused before anything is made of it.</summary>
/// <param name="MaxBytes">Of one message.</param>
/// <param name="MaxValues">Maps, lists, keys and values of one message.</param>
/// <param name="MaxDepth">Maps and lists within one another.</param>
public sealed record WireLimits(int MaxBytes, int MaxValues, int MaxDepth)
{
    /// <summary>Several cameras of full size and a state: what other servers of these protocols accept, too.</summary>
    public static WireLimits Default { get; } = new(64 << 20, 100_000, 16);

    internal void CheckLength(long bytes)
    {
        if (bytes > MaxBytes)
            throw new WireException($"expected a message of at most {MaxBytes} bytes, found more");
    }
}
