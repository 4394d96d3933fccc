using System.Collections.Immutable;
using BlindVla.Core;

namespace BlindVla.Training;

/// <summary>A scene to be looked at, and what may be asked about it.</summary>
/// <param name="Episode">What the environment is asked for.</param>
/// <param name="Things">In the order of the scene's objects.</param>
public sealed record StaticScene(EpisodeSpec Episode, ImmutableArray<SceneThing> Things)
{
    /// <summary>The scene itself.</summary>
    public TabletopScene Scene => (TabletopScene)Episode.Scene;
}
