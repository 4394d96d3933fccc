namespace BlindVla.Policies.Remote.Tests;

/// <summary>A question that a server was asked.</summary>
internal interface IRawCall
{
    Task SendAsync(byte[] answer, CancellationToken cancellationToken);

    /// <summary>As if the server had died.</summary>
    void Abort();
}
