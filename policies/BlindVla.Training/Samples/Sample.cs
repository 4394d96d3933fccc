using System.Collections.Immutable;

namespace BlindVla.Training;

/// <summary>One picture with what is to be said of it.</summary>
/// <param name="Rgb">The square picture as the network's processor makes it: size x size x 3 bytes.</param>
/// <param name="Tokens">A whole sequence, its beginning first.</param>
/// <param name="IsLabel">Which tokens are to be predicted; the first never is.</param>
/// <param name="Places">Everything in the picture that has a name; null where it is not known what is in it.</param>
/// <param name="Teacher">What a teacher sees in the picture as it was before its augmentation, patch by patch; null where there is
/// none.</param>
public sealed record Sample(
    ReadOnlyMemory<byte> Rgb,
    ImmutableArray<int> Tokens,
    ImmutableArray<bool> IsLabel,
    ImmutableArray<NamedPlace>? Places,
    Half[]? Teacher = null
);
