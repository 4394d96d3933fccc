using System.Collections.Immutable;

namespace BlindVla.Control;

/// <summary>What the page shows.</summary>
/// <param name="Question">Its number, from 1; that of the last one while none is asked.</param>
/// <param name="Title">Null while none is asked.</param>
/// <param name="Picture">Number of the newest picture; 0 for none.</param>
/// <param name="Expected">Number of the question with whose scene the expected picture changed last; 0 where there is none.</param>
/// <param name="Said">What was said last.</param>
/// <param name="Stopped">What came of the stop; null where it was not pressed.</param>
internal sealed record PageState(
    int Question,
    string? Title,
    ImmutableArray<string> Lines,
    ImmutableArray<PageChoice> Choices,
    int Picture,
    int Expected,
    ImmutableArray<string> Said,
    string? Stopped
);
