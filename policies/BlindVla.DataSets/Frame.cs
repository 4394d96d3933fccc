using System.Collections.Immutable;

namespace BlindVla.DataSets;

/// <summary>One time step of an episode, to be written.</summary>
/// <param name="Png">The picture as a PNG file.</param>
/// <param name="State">As the data set's format names it.</param>
/// <param name="Action">What was, or should be, done then.</param>
/// <param name="Annotations">Where things are in the picture.</param>
/// <param name="Questions">What may be asked about it.</param>
public sealed record Frame(
    byte[] Png,
    ImmutableArray<float> State,
    ImmutableArray<float> Action,
    ImmutableArray<Annotation> Annotations,
    ImmutableArray<Question> Questions
)
{
    /// <summary>Whether the task was done after the action; written in data sets with
    /// <see cref="DataSetFormat.HasRollouts"/> only.</summary>
    public bool Success { get; init; }
}
