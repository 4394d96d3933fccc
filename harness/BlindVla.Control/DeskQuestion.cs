using System.Collections.Immutable;
using BlindVla.Imaging;

namespace BlindVla.Control;

/// <summary>What a person is asked.</summary>
/// <param name="Title">What it is about.</param>
/// <param name="Lines">What there is to know.</param>
/// <param name="Choices">What can be answered; their keys differ.</param>
public sealed record DeskQuestion(string Title, ImmutableArray<string> Lines, ImmutableArray<DeskChoice> Choices)
{
    /// <summary>How the scene should look; null where nobody has drawn it.</summary>
    public Picture? Expected { get; init; }
}
