using System.Collections.Immutable;

namespace BlindVla.Bridge;

/// <summary>How to start one bridge server. <c>--listen unix:PATH</c> is appended to the arguments.</summary>
/// <param name="Executable">A path, or a name to look up in PATH.</param>
/// <param name="Arguments">As the program gets them; no shell is involved.</param>
public sealed record ServerCommand(string Executable, ImmutableArray<string> Arguments)
{
    /// <summary>Variables added to the environment of the process.</summary>
    public ImmutableDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>What to do when the executable is missing; ends the error message.</summary>
    public string WhenMissing { get; init; } = "Build it, or give the path of the one that was built.";
}
