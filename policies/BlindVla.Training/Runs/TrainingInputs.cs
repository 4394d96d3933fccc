namespace BlindVla.Training;

/// <summary>What a recipe is given.</summary>
/// <param name="Start">Folder of the checkpoint to begin from; null for a new network.</param>
/// <param name="Data">Folder of each data set, by the name that the recipe calls it.</param>
/// <param name="Validation">Folder of the data set that is looked at and not learned from; null for none.</param>
/// <param name="Output">Folder of the run: begun, or gone on with.</param>
/// <param name="Threads">Of the processor.</param>
/// <param name="Teacher">Folder of the teacher that a recipe's alignment calls <c>radio</c>; null for none.</param>
public sealed record TrainingInputs(
    string? Start,
    IReadOnlyDictionary<string, string> Data,
    string? Validation,
    string Output,
    int Threads,
    string? Teacher = null
);
