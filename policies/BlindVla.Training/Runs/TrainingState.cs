using BlindVla.Policies.Torch;
using static TorchSharp.torch;

namespace BlindVla.Training;

/// <summary>
/// What a run needs to go on, bit for bit: what is trained and the optimiser's two moments. A folder for each step that was saved; it
/// appears whole or not at all, and the one before it goes when it is there.
/// </summary>
internal static class TrainingState
{
    private const string Prefix = "step-";
    private const string WeightsFile = "weights.safetensors";
    private const string MomentsFile = "moments.safetensors";

    public static void Save(string folder, long step, TrainableWeights weights, AdamW optimizer)
    {
        var (whole, partial) = (Path.Combine(folder, $"{Prefix}{step:00000000}"), Path.Combine(folder, "partial"));
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
        if (Directory.Exists(whole))
        {
            Directory.Delete(whole, recursive: true);
        }
        Directory.Move(partial, whole);
        foreach (var older in Saved(folder).Where(saved => saved != whole))
        {
            Directory.Delete(older, recursive: true);
        }
    }

    /// <summary>Goes on where the last save was.</summary>
    /// <returns>The step to go on with; 0 where nothing was saved.</returns>
    /// <exception cref="CheckpointException">What was saved is damaged, or of another network.</exception>
    public static long Restore(string folder, TrainableWeights weights, AdamW optimizer)
    {
        if (Saved(folder).LastOrDefault() is not { } newest)
        {
            return 0;
        }
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
        return optimizer.Steps = long.Parse(Path.GetFileName(newest)[Prefix.Length..]);
    }

    private static Tensor Of(SafetensorsFile file, string name, Tensor like) =>
        file.Read(name) is var read && read.shape.SequenceEqual(like.shape)
            ? read
            : throw new CheckpointException(
                $"{file.Path}: {name} has the shape [{string.Join(", ", read.shape)}], expected [{string.Join(", ", like.shape)}]"
            );

    private static IEnumerable<string> Saved(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateDirectories(folder, $"{Prefix}*").Order(StringComparer.Ordinal) : [];
}
