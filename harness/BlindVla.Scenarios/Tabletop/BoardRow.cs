using System.Collections.Immutable;

namespace BlindVla.Scenarios;

/// <summary>Boards on the table, from left to right as the camera sees them.</summary>
/// <param name="Boards">What lies where.</param>
/// <param name="Target">Which of them the object must go to.</param>
/// <param name="Called">What the instruction calls it.</param>
internal sealed record BoardRow(ImmutableArray<(Board Board, Cell Place)> Boards, int Target, string Called);
