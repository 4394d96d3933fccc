using System.Collections.Immutable;

namespace BlindVla.Control;

/// <summary>What the page shows.</summary>
/// <param name="Question">Its number, from 1; that of the last one while none is asked.</param>
/// <param name="Title">Null while none is asked.</param>
/// <param name="Picture">Number of the newest picture; 0 for none.</param>
/// <param name="Said">What was said last.</param>
internal sealed record PageState(
    int Question,
    string? Title,
    ImmutableArray<string> Lines,
    ImmutableArray<PageChoice> Choices,
    int Picture,
    ImmutableArray<string> Said
);
