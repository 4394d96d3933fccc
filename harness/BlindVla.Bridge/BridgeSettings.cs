namespace BlindVla.Bridge;

/// <summary>How long to wait for a bridge server, how much to accept from it, and how to prove who one is.</summary>
public sealed record BridgeSettings
{
    /// <summary>For an answer to Describe, connecting included.</summary>
    public TimeSpan DescribeTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For one reset. The first of a server may compile models and shaders.</summary>
    public TimeSpan ResetTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>For one step.</summary>
    public TimeSpan StepTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For the server to end a session that is being closed, before the connection is cut.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For an emergency stop to be answered; whoever pressed it must know soon that it was not.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>For a server that somebody else runs and that is gone to come back, before no more sessions are opened.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Limit of one message in either direction; the protocol's own limit (protos/README.md).</summary>
    public int MaxMessageBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>A file whose only content is the token an <c>https</c> server asks for, at most 4096 bytes.</summary>
    public string? TokenFile { get; init; }

    /// <summary>The PEM certificate (or its authority's) an <c>https</c> server must show, instead of one this machine trusts
    /// anyway.</summary>
    public string? CertificateFile { get; init; }
}
