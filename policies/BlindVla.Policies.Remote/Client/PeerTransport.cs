namespace BlindVla.Policies.Remote;

/// <summary>What messages travel on.</summary>
internal enum PeerTransport
{
    /// <summary>HTTP/1.1, which websockets begin with, too.</summary>
    Http,

    /// <summary>HTTP/2 alone, as gRPC has it.</summary>
    Http2,

    ZeroMq,
}
