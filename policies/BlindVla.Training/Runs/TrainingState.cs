using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using BlindVla.Files;
using BlindVla.Policies.Torch;
using static TorchSharp.torch;

namespace BlindVla.Training;

/// <summary>
/// What a run needs to go on, bit for bit: what is trained, the optimiser's two moments, and the steps since the last row of the log. A
/// folder for each step that was saved; it appears whole or not at all, and the one before it goes when it is there. Beside the files are
/// their digests, since a weight is a number whatever bit of it was turned.
/// </summary>
internal static class TrainingState
{
    private const string Prefix = "step-";
    private const string WeightsFile = "weights.safetensors";
    private const string MomentsFile = "moments.safetensors";
    private const string RowFile = "row.json";

    private const int MostRowBytes = 1 << 20;

    /// <param name="row">Steps since the last row of the log.</param>
    public static void Save(string folder, long step, TrainableWeights weights, AdamW optimizer, IReadOnlyList<StepResult> row)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{step:00000000}");
        var (whole, partial) = (Path.Combine(folder, name), Path.Combine(folder, "partial"));
        if (Directory.Exists(partial))
        {
            Directory.Delete(partial, recursive: true);
        }
        Directory.CreateDirectory(partial);
        SafetensorsFile.Write(Path.Combine(partial, WeightsFile), weights.Learning);
        SafetensorsFile.Write(
            Path.Combine(partial, MomentsFile),
            new Dictionary<string, Tensor> { ["first"] = optimizer.FirstMoment, ["second"] = optimizer.SecondMoment }
        );
        AtomicFile.Write(Path.Combine(partial, RowFile), JsonSerializer.SerializeToUtf8Bytes(row));
        FileDigests.Write(partial);
        if (Directory.Exists(whole))
        {
            Directory.Delete(whole, recursive: true);
        }
        Directory.Move(partial, whole);
        foreach (var older in Saved(folder).Where(saved => saved.Folder != whole))
        {
            Directory.Delete(older.Folder, recursive: true);
        }
    }

    /// <summary>Goes on where the last save was.</summary>
    /// <returns>The step to go on with, and the steps since the last row of the log; 0 and none where nothing was saved.</returns>
    /// <exception cref="CheckpointException">What was saved is damaged, or of another network.</exception>
    public static (long Step, ImmutableArray<StepResult> Row) Restore(string folder, TrainableWeights weights, AdamW optimizer)
    {
        if (Saved(folder).LastOrDefault() is not { Folder: { } newest } saved)
        {
            return (0, []);
        }
        FileDigests.Require(newest, WeightsFile, $"remove {folder} to begin the run anew");
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        using (var file = SafetensorsFile.Open(Path.Combine(newest, WeightsFile)))
        {
            if (!file.Tensors.Keys.SequenceEqual(weights.Learning.Keys))
            {
                throw new CheckpointException($"{file.Path} is of another network, or of a recipe that trains other parts");
            }
            foreach (var (name, weight) in weights.Learning)
            {
                weight.copy_(Of(file, name, weight));
            }
        }
        using (var file = SafetensorsFile.Open(Path.Combine(newest, MomentsFile)))
        {
            optimizer.FirstMoment.copy_(Of(file, "first", optimizer.FirstMoment));
            optimizer.SecondMoment.copy_(Of(file, "second", optimizer.SecondMoment));
        }
        optimizer.Steps = saved.Step;
        return (saved.Step, ReadRow(Path.Combine(newest, RowFile)));
    }

    private static ImmutableArray<StepResult> ReadRow(string path) =>
        JsonSerializer.Deserialize<ImmutableArray<StepResult>>(BoundedFile.ReadText(path, MostRowBytes));

    private static Tensor Of(SafetensorsFile file, string name, Tensor like) =>
        file.Read(name) is var read && read.shape.SequenceEqual(like.shape)
            ? read
            : throw new CheckpointException(
                $"{file.Path}: {name} has the shape [{string.Join(", ", read.shape)}], expected [{string.Join(", ", like.shape)}]"
            );

    /// <summary>In the order of their steps. A folder of another name, such as one that somebody put aside, is none.</summary>
    private static List<(long Step, string Folder)> Saved(string folder) =>
        Directory.Exists(folder)
            ?
            [
                .. Directory
                    .EnumerateDirectories(folder, $"{Prefix}*")
                    .Select(saved =>
                        (
                            IsStep: long.TryParse(Path.GetFileName(saved)[Prefix.Length..], NumberStyles.None, null, out var step),
                            step,
                            saved
                        )
                    )
                    .Where(saved => saved.IsStep)
                    .Select(saved => (saved.step, saved.saved))
                    .OrderBy(saved => saved.step),
            ]
            : [];
}
