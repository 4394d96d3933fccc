using System.Collections.Immutable;

namespace BlindVla.Core;

/// <summary>
/// What the policy may look at. Images live in buffers the environment reuses: they stay valid until the second next call to the same
/// environment; whoever keeps one longer copies it.
/// </summary>
/// <param name="TimeSeconds">Seconds since the episode began, on the environment's clock.</param>
/// <param name="Images">Exactly the cameras asked for, in the order asked.</param>
/// <param name="State">As <see cref="EnvironmentSpec.State"/> says.</param>
/// <param name="Privileged">Object poses; null unless asked for.</param>
public sealed record Observation(
    double TimeSeconds,
    ImmutableArray<ImageFrame> Images,
    ReadOnlyMemory<float> State,
    PrivilegedState? Privileged
);
