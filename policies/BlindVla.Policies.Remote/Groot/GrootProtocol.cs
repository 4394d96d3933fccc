namespace BlindVla.Policies.Remote;

/// <summary>GR00T's requests over ZeroMQ: one question at a time, one frame each way.</summary>
/// <param name="codec">How arrays are written; null to find out.</param>
/// <param name="layout">Of observations: maps in a map (the policy's own server), keys with dots (the wrapper for simulators), or those
/// without a batch (before 1.6).</param>
internal sealed class GrootProtocol(ArrayDialect? codec, string layout) : IRemoteProtocol
{
    public const string Kind = "groot";

    private volatile ArrayDialect _codec = codec ?? ArrayDialect.Npy;
    private volatile bool _isKnown = codec is not null;

    public string Name => Kind;

    public PeerTransport Transport => PeerTransport.ZeroMq;

    public string Layout => layout;

    /// <summary>How arrays are written, and whether the server has been seen to read them so.</summary>
    public (ArrayDialect Codec, bool IsKnown) Codec
    {
        get
        {
            // In this order: whoever sees that it is known sees which.
            var isKnown = _isKnown;
            return (_codec, isKnown);
        }
    }

    /// <summary>The server has answered arrays that were written so.</summary>
    public void Settle(ArrayDialect codec)
    {
        _codec = codec;
        _isKnown = true;
    }

    public async Task<IRemoteConnection> ConnectAsync(RemoteSettings settings, CancellationToken cancellationToken)
    {
        var connection = new GrootConnection(this, settings);
        return await RemoteOpening.GreetAsync(connection, () => connection.AskWhatItIsAsync(settings.Mapping, cancellationToken));
    }
}
