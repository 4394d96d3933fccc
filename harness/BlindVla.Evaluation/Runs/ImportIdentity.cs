using System.Collections.Immutable;

namespace BlindVla.Evaluation;

/// <summary>Where a run comes from that another harness carried out.</summary>
/// <param name="Harness">Its name, e.g. <c>lerobot</c>.</param>
/// <param name="Layout">Which of its formats the files have.</param>
/// <param name="Files">What was read.</param>
/// <param name="Facts">What the files say of how the episodes were run, which must be equal for two runs to be compared.</param>
public sealed record ImportIdentity(
    string Harness,
    string Layout,
    ImmutableArray<ImportedFile> Files,
    ImmutableSortedDictionary<string, string> Facts
);
