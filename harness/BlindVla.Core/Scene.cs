using System.Collections.Immutable;

namespace BlindVla.Core;

/// <summary>
/// The fully decided initial world of one episode: a <see cref="TabletopScene"/>, or a <see cref="NamedScene"/> of a world that owns its
/// scenes. The simulator draws nothing at random: what is not here does not vary.
/// </summary>
public abstract record Scene
{
    private static readonly ImmutableSortedDictionary<string, double> NoFactors = ImmutableSortedDictionary.Create<string, double>(
        StringComparer.Ordinal
    );

    /// <summary>There are no other kinds: whoever looks at a scene knows all.</summary>
    private protected Scene() { }

    /// <summary>A texture blended into every picture; null: none.</summary>
    public TextureOverlay? Overlay { get; init; }

    /// <summary>How every camera differs from its <see cref="CameraSpec"/>; null: not at all.</summary>
    public CameraChange? Camera { get; init; }

    /// <summary>How the light differs from the workcell's own; null: not at all.</summary>
    public LightChange? Lighting { get; init; }

    /// <summary>What makes pictures worse than they are drawn; null: nothing.</summary>
    public SensorEffects? Sensor { get; init; }

    /// <summary>What multiplies something in the world, such as its gravity: above 0, by a name that the environment declares.</summary>
    public ImmutableSortedDictionary<string, double> Factors { get; init; } = NoFactors;

    /// <summary>Control steps an action waits before it is applied; until the first one is due the workcell holds.</summary>
    public int ActionLatencySteps { get; init; }
}
