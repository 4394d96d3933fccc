using BlindVla.Policies.Torch;
using static TorchSharp.torch;

namespace BlindVla.Training;

/// <summary>Writes what was learned in the layout of a published OpenVLA.</summary>
internal static class FinishedCheckpoint
{
    /// <param name="folder">Appears whole or not at all.</param>
    /// <param name="start">The checkpoint that training began from: everything but weights and statistics is its.</param>
    /// <param name="lora">How updates among the weights are added to them; null where there are none.</param>
    public static void Write(
        string folder,
        string start,
        IEnumerable<KeyValuePair<string, Tensor>> weights,
        DatasetStatisticsFile? statistics,
        LoraSettings? lora = null
    )
    {
        using var scope = NewDisposeScope();
        var partial = folder + ".partial";
        if (Directory.Exists(partial))
        {
            Directory.Delete(partial, recursive: true);
        }
        Directory.CreateDirectory(partial);
        foreach (var file in Directory.EnumerateFiles(start).Where(file => !file.EndsWith(".safetensors", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(partial, Path.GetFileName(file)));
        }
        if (statistics is not null)
        {
            File.Copy(statistics.Path, Path.Combine(partial, DatasetStatistics.FileName), overwrite: true);
        }
        var parts = (lora is null ? weights : LoraUpdates.Merged(weights, lora)).ToLookup(weight =>
            weight.Key.StartsWith(StartingPoint.HeadsPrefix, StringComparison.Ordinal)
        );
        SafetensorsFile.Write(Path.Combine(partial, Checkpoint.SingleFile), parts[false].ToDictionary());
        if (parts[true].Any())
        {
            SafetensorsFile.Write(
                Path.Combine(partial, StartingPoint.HeadsFile),
                parts[true].ToDictionary(weight => weight.Key[StartingPoint.HeadsPrefix.Length..], weight => weight.Value)
            );
        }
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
        Directory.Move(partial, folder);
    }
}
