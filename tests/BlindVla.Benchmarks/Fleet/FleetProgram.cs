using System.Globalization;

namespace BlindVla.Benchmarks;

/// <summary>What breaks first where a run is spread over more and more nodes.</summary>
internal static class FleetProgram
{
    /// <summary>Seconds of a trial and gigabytes of a checkpoint, as the READMEs have them.</summary>
    private static readonly (string Name, double Seconds, double Gigabytes)[] Policies =
    [
        ("without pictures, a core for each worker", 0.33, 0.001),
        ("a small checkpoint, a core for each worker", 1.5, 0.005),
        ("7 billion parameters, 64 workers to a GPU", 64, 15),
    ];

    private static readonly int[] Nodes = [1, 10, 100, 1000];

    /// <summary>Fourteen cells of a hundred scenes, two policies, stopped after a quarter.</summary>
    private const int GatePlans = 2_800;
    private const int GateNeeds = 700;

    private static readonly SharedFolder[] Folders =
    [
        new("one file server", MetadataCalls: 5_000, SyncedWrites: 2_000, ReadGigabytes: 2),
        new("a parallel file system", MetadataCalls: 50_000, SyncedWrites: 20_000, ReadGigabytes: 50),
    ];

    public static void Run(TextWriter output)
    {
        foreach (var (policy, seconds, gigabytes) in Policies)
        {
            foreach (var folder in Folders)
            {
                output.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"\n{policy} ({seconds} s a trial, {gigabytes} GB); {folder.Name}: "
                            + $"in a second {folder.MetadataCalls} metadata calls, "
                            + $"{folder.SyncedWrites} synced writes, {folder.ReadGigabytes} GB read\n\n"
                            + $"| nodes of 64 workers | all ready, s | trials/s | of what the workers could "
                            + $"| metadata busy | writes busy | merge, s |\n"
                            + $"|---|---|---|---|---|---|---|"
                    )
                );
                foreach (var nodes in Nodes)
                    output.WriteLine(Row(nodes, seconds, gigabytes, folder));
            }
            output.WriteLine(
                $"\n{policy}; {Folders[^1].Name}: a gate that could say after {GateNeeds} of {GatePlans} trials\n\n"
                    + "| nodes of 64 workers | stopped after, s | trials begun |\n|---|---|---|"
            );
            foreach (var nodes in Nodes)
                output.WriteLine(GateRow(nodes, seconds, gigabytes));
        }
    }

    private static FleetSettings Fleet(int nodes, double seconds, double gigabytes, SharedFolder folder) =>
        new()
        {
            Nodes = nodes,
            WorkersPerNode = 64,
            TrialsPerWorker = 40,
            TrialSeconds = seconds,
            CheckpointGigabytes = gigabytes,
            Folder = folder,
        };

    private static string GateRow(int nodes, double seconds, double gigabytes)
    {
        var (stopped, begun) = FleetModel.Gate(Fleet(nodes, seconds, gigabytes, Folders[^1]), GateNeeds, GatePlans);
        return string.Create(CultureInfo.InvariantCulture, $"| {nodes} | {stopped:0} | {begun} |");
    }

    private static string Row(int nodes, double seconds, double gigabytes, SharedFolder folder)
    {
        var outcome = FleetModel.Run(Fleet(nodes, seconds, gigabytes, folder));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {nodes} | {outcome.Ready:0.#} | {outcome.Trials / outcome.Finished:0.#} | {outcome.Efficiency:P0} "
                + $"| {outcome.MetadataBusy:P0} | "
                + $"{outcome.WritesBusy:P0} | {outcome.Merged - outcome.Finished:0} |"
        );
    }
}
