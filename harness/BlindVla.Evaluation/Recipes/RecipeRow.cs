using System.Collections.Immutable;

namespace BlindVla.Evaluation;

/// <param name="Recipe">Whose row it is.</param>
/// <param name="IsPrivileged">It uses object poses; every table marks it.</param>
/// <param name="PairedSeeds">Policies that the baseline has one of the same seed of; those of the baseline itself in its own row.</param>
/// <param name="Cells">One for each column of the table.</param>
public sealed record RecipeRow(Recipe Recipe, bool IsPrivileged, int PairedSeeds, ImmutableArray<RecipeCell> Cells);
