using System.Collections.Immutable;

namespace BlindVla.Evaluation;

/// <param name="Recipe">Whose row it is.</param>
/// <param name="IsPrivileged">It uses object poses; every table marks it.</param>
/// <param name="Unpaired">Policies of the baseline and of this recipe that have no partner of the same seed in the other.</param>
/// <param name="UnpairedTrials">Finished trials of either that a partner of the same seed did not finish, and that are in no difference
/// to it.</param>
/// <param name="Cells">One for each column of the table.</param>
public sealed record RecipeRow(
    Recipe Recipe,
    bool IsPrivileged,
    ImmutableArray<string> Unpaired,
    ImmutableArray<UnpairedTrials> UnpairedTrials,
    ImmutableArray<RecipeCell> Cells
);
