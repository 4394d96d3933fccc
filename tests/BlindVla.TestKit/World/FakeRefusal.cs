using BlindVla.Core;

namespace BlindVla.TestKit;

/// <summary>A request the fake world cannot honour; it had no effect.</summary>
internal sealed class FakeRefusal(EnvironmentFault fault, string field, string message) : Exception(message)
{
    public EnvironmentFault Fault { get; } = fault;

    /// <summary>Path of the offending field; empty where there is none.</summary>
    public string Field { get; } = field;

    public EnvironmentException ToException() => new(Fault, Field.Length == 0 ? Message : $"{Field}: {Message}");
}
