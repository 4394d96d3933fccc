using BlindVla.Policies.Torch;
using static TorchSharp.torch;

namespace BlindVla.Training;

/// <summary>Writes what was learned in the layout of a published OpenVLA.</summary>
internal static class FinishedCheckpoint
{
    /// <param name="folder">Appears whole or not at all.</param>
    /// <param name="start">The checkpoint that training began from: everything but weights and statistics is its.</param>
    /// <param name="lora">How updates among the weights are added to them; null where there are none.</param>
    /// <param name="card">What it says of itself; null for nothing.</param>
    public static void Write(
        string folder,
        string start,
        IEnumerable<KeyValuePair<string, Tensor>> weights,
        DatasetStatisticsFile? statistics,
        LoraSettings? lora = null,
        string? card = null
    )
    {
        using var scope = NewDisposeScope();
        var partial = folder + ".partial";
        if (Directory.Exists(partial))
        {
            Directory.Delete(partial, recursive: true);
        }
        Directory.CreateDirectory(partial);
        // What the start says of itself is not true of what became of it.
        foreach (
            var name in Directory.EnumerateFiles(start).Select(file => Path.GetFileName(file)).Where(name => name != ModelCard.FileName)
        )
        {
            if (!name.EndsWith(".safetensors", StringComparison.Ordinal))
            {
                File.Copy(Path.Combine(start, name), Path.Combine(partial, name));
            }
        }
        if (card is not null)
        {
            File.WriteAllText(Path.Combine(partial, ModelCard.FileName), card);
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
