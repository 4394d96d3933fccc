namespace BlindVla.Core;

/// <param name="Scope">Its name as <see cref="Condition"/> makes it: of a split, a group or a cell.</param>
/// <param name="Margin">Largest drop that may be overlooked there.</param>
public sealed record ProtectedScope(string Scope, double Margin);
