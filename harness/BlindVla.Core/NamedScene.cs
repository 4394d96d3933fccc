using System.Collections.Immutable;

namespace BlindVla.Core;

/// <summary>
/// A scene that its world owns, such as a task of LIBERO or an environment of Gymnasium: it is named, not described. The same name is the
/// same scene, bit for bit.
/// </summary>
/// <param name="World">One of <see cref="EnvironmentSpec.Worlds"/>, e.g. <c>libero_spatial</c>.</param>
/// <param name="Task">One of its tasks.</param>
/// <param name="InitialState">Which of the task's initial states, from 0.</param>
public sealed record NamedScene(string World, string Task, int InitialState) : Scene
{
    /// <summary>Further settings that the world knows, by name.</summary>
    public ImmutableSortedDictionary<string, string> Parameters { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
}
