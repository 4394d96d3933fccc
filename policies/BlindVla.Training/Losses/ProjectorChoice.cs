using System.Collections.Immutable;

namespace BlindVla.Training;

/// <summary>What stands between student and teacher (arXiv 2510.25616, appendix A.6), and whether it learns.</summary>
public readonly record struct ProjectorChoice(ProjectorKind Kind, bool Learns)
{
    private static readonly ImmutableDictionary<string, ProjectorChoice> Choices = new Dictionary<string, ProjectorChoice>
    {
        ["frozen-mlp"] = new(ProjectorKind.Mlp, false),
        ["trainable-mlp"] = new(ProjectorKind.Mlp, true),
        ["frozen-cosine"] = new(ProjectorKind.Cosine, false),
        ["trainable-cosine"] = new(ProjectorKind.Cosine, true),
        // Training would make it another matrix.
        ["frozen-orthogonal"] = new(ProjectorKind.Orthogonal, false),
        ["frozen-whitening"] = new(ProjectorKind.Whitening, false),
        ["trainable-whitening"] = new(ProjectorKind.Whitening, true),
    }.ToImmutableDictionary();

    /// <summary>What a recipe may say.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Choices.Keys.Order(StringComparer.Ordinal)];

    /// <param name="name">One of <see cref="Names"/>.</param>
    public static ProjectorChoice Parse(string name) => Choices[name];
}
