using BlindVla.Core;
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
        var validation = Source("validation", 64);
        int? teacherWidth = recipe.Losses.Align is null ? null : ColourTeacher.Channels;
        return new(
            recipe,
            start,
            [.. recipe.Data.Select((data, i) => Source(i == 0 ? "training" : data.Name, frames))],
            validation,
            SquaresSource.Names,
            Path.Combine(folder, "states"),
            TimeProvider.System,
            teacherWidth
        );

        ISampleSource Source(string purpose, int count)
        {
            var squares = new SquaresSource(start.Conversation, recipe.NewNetwork!.ImageSize, count, purpose);
            if (recipe.Losses.Align is null)
            {
                return squares;
            }
            var random = KeyedRandom.Create(0);
            var seen = new TeacherFeatures(
                Path.Combine(folder, "teachers"),
                new ColourTeacher(4),
                purpose,
                "squares",
                count,
                purpose == "validation" ? 1 : recipe.Losses.Align.Every,
                frame => squares.Read(frame, random).Rgb.ToArray()
            );
            Assert.That(seen.Complete(_ => { }, CancellationToken.None), Is.True);
            return new TaughtSource(squares, seen);
        }
    }
}
