using System.Globalization;
using BlindVla.Core;

namespace BlindVla.Benchmarks;

/// <summary>
/// A run on a cluster as discrete events: Slurm begins tasks one after the other, each reads its checkpoint, its workers run trials, and
/// each trial asks the shared file system for what a real one does before the next begins. Trials' times are log-normal.
/// </summary>
internal static class FleetModel
{
    public static FleetOutcome Run(FleetSettings fleet)
    {
        var random = KeyedRandom.Create(0, "fleet", fleet.Nodes.ToString(CultureInfo.InvariantCulture));
        var (metadata, writes) = (new FifoServer(fleet.Folder.MetadataCalls), new FifoServer(fleet.Folder.SyncedWrites));
        var (controller, reads) = (
            new FifoServer(fleet.TasksBegun),
            new FifoServer(fleet.Folder.ReadGigabytes / fleet.CheckpointGigabytes)
        );
        var left = new int[fleet.Nodes * fleet.WorkersPerNode];
        Array.Fill(left, fleet.TrialsPerWorker);
        // Whose trial ends, by when.
        var ends = new PriorityQueue<int, double>();
        double ready = 0,
            workersReady = 0,
            spent = 0,
            finished = 0,
            looked = 0;
        for (var node = 0; node < fleet.Nodes; node++)
        {
            ready = reads.Serve(controller.Serve(0, 1), 1);
            workersReady += ready * fleet.WorkersPerNode;
            for (var worker = 0; worker < fleet.WorkersPerNode; worker++)
                Begin(node * fleet.WorkersPerNode + worker, ready);
        }
        while (ends.TryDequeue(out var worker, out var now))
        {
            for (; looked + fleet.FollowSeconds <= now; looked += fleet.FollowSeconds)
                metadata.Serve(looked + fleet.FollowSeconds, fleet.Nodes);
            finished = writes.Serve(metadata.Serve(now, fleet.MetadataCalls), fleet.SyncedWrites);
            if (--left[worker] > 0)
                Begin(worker, finished);
        }
        return new(
            ready,
            finished,
            spent / (finished * left.Length - workersReady),
            metadata.Busy / finished,
            writes.Busy / finished,
            (long)left.Length * fleet.TrialsPerWorker
        );

        void Begin(int worker, double now)
        {
            var variance = Math.Log(1 + fleet.Spread * fleet.Spread);
            var takes = fleet.TrialSeconds * Math.Exp(Math.Sqrt(variance) * random.NextNormal() - variance / 2);
            spent += takes;
            ends.Enqueue(worker, now + takes);
        }
    }
}
