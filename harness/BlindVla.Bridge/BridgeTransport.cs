namespace BlindVla.Bridge;

/// <summary>How an address is reached.</summary>
public enum BridgeTransport
{
    /// <summary>A Unix domain socket on this machine.</summary>
    Unix,

    /// <summary>Plain TCP, on this machine only.</summary>
    Tcp,

    /// <summary>TLS, to any machine.</summary>
    Https,
}
