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
        var (controller, reads) = Beginning(fleet);
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
        var trials = (long)left.Length * fleet.TrialsPerWorker;
        return new(
            ready,
            finished,
            finished + Merge(fleet, trials),
            spent / (finished * left.Length - workersReady),
            metadata.Busy / finished,
            writes.Busy / finished,
            trials
        );

        void Begin(int worker, double now)
        {
            var takes = Takes(fleet, random);
            spent += takes;
            ends.Enqueue(worker, now + takes);
        }
    }

    /// <summary>
    /// A gate's run: whoever follows cancels the rest at the first look at which as many trials are there as the gate needed.
    /// The shared folder is not asked: a gate has too few trials to fill it.
    /// </summary>
    /// <param name="planned">Trials, if it never stops.</param>
    /// <returns>When it was stopped, seconds from its submission, and how many trials had begun by then.</returns>
    public static (double Stopped, int Begun) Gate(FleetSettings fleet, int needed, int planned)
    {
        var random = KeyedRandom.Create(0, "gate", fleet.Nodes.ToString(CultureInfo.InvariantCulture));
        var ends = new PriorityQueue<int, double>();
        var (begun, finished) = (0, 0);
        var (controller, reads) = Beginning(fleet);
        for (var node = 0; node < fleet.Nodes; node++)
        {
            var ready = reads.Serve(controller.Serve(0, 1), 1);
            for (var worker = 0; worker < fleet.WorkersPerNode; worker++)
                Begin(ready);
        }
        for (var look = fleet.FollowSeconds; ; look += fleet.FollowSeconds)
        {
            while (ends.TryPeek(out _, out var now) && now <= look)
            {
                ends.Dequeue();
                finished++;
                Begin(now);
            }
            if (finished >= needed)
                return (look, begun);
        }

        void Begin(double now)
        {
            if (begun < planned)
                ends.Enqueue(++begun, now + Takes(fleet, random));
        }
    }

    /// <summary>Seconds in which one process makes one run of so many trials, which it has read.</summary>
    private static double Merge(FleetSettings fleet, long trials)
    {
        var (metadata, writes) = (new FifoServer(fleet.Folder.MetadataCalls), new FifoServer(fleet.Folder.SyncedWrites));
        var free = new PriorityQueue<int, double>(Enumerable.Range(0, fleet.CopiesAtATime).Select(copier => (copier, 0.0)));
        var merged = 0.0;
        for (long trial = 0; trial < trials; trial++)
        {
            free.TryDequeue(out var copier, out var now);
            var called = metadata.Serve(now, fleet.CopyCalls) + fleet.CopyCalls * fleet.CallSeconds;
            merged = writes.Serve(called, 1) + fleet.CallSeconds;
            free.Enqueue(copier, merged);
        }
        return merged;
    }

    private static (FifoServer Controller, FifoServer Reads) Beginning(FleetSettings fleet) =>
        (new(fleet.TasksBegun), new(fleet.Folder.ReadGigabytes / fleet.CheckpointGigabytes));

    private static double Takes(FleetSettings fleet, KeyedRandom random)
    {
        var variance = Math.Log(1 + fleet.Spread * fleet.Spread);
        return fleet.TrialSeconds * Math.Exp(Math.Sqrt(variance) * random.NextNormal() - variance / 2);
    }
}
