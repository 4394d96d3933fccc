namespace BlindVla.Policies.Remote;

/// <summary>GR00T's requests over ZeroMQ: one question at a time, one frame each way.</summary>
/// <param name="codec">How arrays are written; null to find out.</param>
/// <param name="isNested">Observations are maps in a map (the policy's own server), not keys with dots (the wrapper for
/// simulators).</param>
internal sealed class GrootProtocol(ArrayDialect? codec, bool isNested) : IRemoteProtocol
{
    public const string Kind = "groot";

    public string Name => Kind;

    public bool IsNested => isNested;

    /// <summary>How arrays are written, as far as that is known.</summary>
    public ArrayDialect? Codec { get; set; } = codec;

    public async Task<IRemoteConnection> ConnectAsync(RemoteSettings settings, CancellationToken cancellationToken)
    {
        var connection = new GrootConnection(this, settings);
        try
        {
            await connection.AskWhatItIsAsync(settings.Mapping, cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
