namespace BlindVla.Evaluation;

/// <summary>One column of a table of results as values, whatever file they are written to.</summary>
/// <param name="Name">In the header.</param>
/// <param name="Type">Of <paramref name="Value"/>: <see cref="string"/>, <see cref="bool"/>, <see cref="int"/>, <see cref="ulong"/> or
/// <see cref="double"/>.</param>
/// <param name="Value">Null where there is none.</param>
/// <param name="Unit">Of what an environment measures; null of every other column.</param>
public sealed record TypedColumn<TRow>(string Name, Type Type, Func<TRow, object?> Value, string? Unit = null);
