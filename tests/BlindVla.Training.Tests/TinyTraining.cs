using BlindVla.Policies.Torch;

namespace BlindVla.Training.Tests;

/// <summary>A recipe and a network so small that a test can train them.</summary>
internal static class TinyTraining
{
    public static Recipe Recipe { get; } =
        new(
            "tiny",
            "For tests",
            new(48, 12, new(24, 2, 2, 48), new(32, 2, 2, 64)),
            [new("squares", DataKind.Questions, 1)],
            Steps: 8,
            Batch: 8,
            Accumulate: 1,
            new(3e-3, 2, 0.1, 0.01, 1),
            new(0.5, [], 1),
            LearningPart.All,
            Augmentation: null,
            ValidateEvery: 1000,
            SaveEvery: 1000,
            Seed: 3,
            Sha256: ""
        );

    /// <summary>A checkpoint that has learned nothing.</summary>
    public static string NewCheckpoint(string folder)
    {
        TorchNative.Require();
        var start = Path.Combine(folder, "start");
        if (!Directory.Exists(start))
        {
            Training.NewCheckpoint.Write(start, Recipe.NewNetwork!, (48, 48), SquaresSource.Texts, seed: 1);
        }
        return start;
    }

    /// <summary>A run in a folder, begun or gone on with.</summary>
    public static TrainingRun Run(string folder, Recipe recipe, int frames = 64)
    {
        var start = new StartingPoint(NewCheckpoint(folder));
        var source = new SquaresSource(start.Conversation, recipe.NewNetwork!.ImageSize, frames, "training");
        var validation = new SquaresSource(start.Conversation, recipe.NewNetwork.ImageSize, 64, "validation");
        return new(recipe, start, [source], validation, SquaresSource.Names, Path.Combine(folder, "states"), TimeProvider.System);
    }
}
