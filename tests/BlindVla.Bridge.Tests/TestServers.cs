using System.Collections.Immutable;
using BlindVla.TestKit;

namespace BlindVla.Bridge.Tests;

/// <summary>Server programs that tests start as processes of their own.</summary>
internal static class TestServers
{
    /// <summary>The kit's fake server.</summary>
    public static ServerCommand Fake(params ReadOnlySpan<string> arguments)
    {
        var (executable, first) = FakeServerProgram.Command;
        return new ServerCommand(executable, [.. first, .. arguments]);
    }

    /// <summary>A shell script; the arguments it gets end in <c>--listen unix:PATH</c>.</summary>
    public static ServerCommand Script(string script, ImmutableArray<string> arguments = default) =>
        new("/bin/sh", ["-c", script, "server", .. arguments.IsDefault ? [] : arguments]);
}
