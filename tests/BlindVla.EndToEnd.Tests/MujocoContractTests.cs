using BlindVla.Core;
using BlindVla.TestKit;

namespace BlindVla.EndToEnd.Tests;

/// <summary>The contract of every environment, kept by the real MuJoCo server.</summary>
public sealed class MujocoContractTests : EnvironmentContract
{
    private const int MaxSessions = 4;

    protected override ValueTask<IEnvironmentSource> CreateSourceAsync() => new(Workplace.Servers(1, MaxSessions));

    /// <summary>The benchmark's episodes never end early.</summary>
    protected override ValueTask<IEnvironmentSource?> CreateTerminatingSourceAsync() => new((IEnvironmentSource?)null);
}
