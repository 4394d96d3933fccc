namespace BlindVla.TestKit;

/// <summary>What a <see cref="FakeSimServer"/> serves, and how it misbehaves.</summary>
public sealed record FakeServerSettings
{
    public FakeWorldSettings World { get; init; } = new();

    /// <summary>Further sessions are refused with RESOURCE_EXHAUSTED; 0 refuses all.</summary>
    public int MaxSessions { get; init; } = 8;

    public FakeServerFault Fault { get; init; }

    /// <summary>The step at which <see cref="Fault"/> strikes: from 1, over all sessions of the server's life.</summary>
    public int FaultAtStep { get; init; } = 1;

    /// <summary>At how many steps in a row it strikes.</summary>
    public int FaultTimes { get; init; } = 1;

    /// <summary>Asked for as <c>authorization: Bearer TOKEN</c>; null asks for nothing.</summary>
    public string? Token { get; init; }
}
