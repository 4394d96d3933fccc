namespace BlindVla.Benchmarks;

/// <summary>A cluster, and what its workers do. Rates are per second, of the whole cluster where it is shared.</summary>
internal sealed record FleetSettings
{
    public required int Nodes { get; init; }

    /// <summary>Trials at a time on a node.</summary>
    public required int WorkersPerNode { get; init; }

    /// <summary>That each worker runs, one after the other.</summary>
    public required int TrialsPerWorker { get; init; }

    /// <summary>Mean time of a trial, where nothing is waited for.</summary>
    public required double TrialSeconds { get; init; }

    /// <summary>What a node reads before its first trial: the checkpoint, GB.</summary>
    public required double CheckpointGigabytes { get; init; }

    public required SharedFolder Folder { get; init; }

    /// <summary>How much trials' times differ: their standard deviation over their mean; assumed.</summary>
    public double Spread { get; init; } = 0.3;

    /// <summary>Calls of a trial that the metadata server answers: mkdir, create, rename and stat of its actions, by strace.</summary>
    public int MetadataCalls { get; init; } = 4;

    /// <summary>Writes of a trial that are waited for until they are on the disk: its actions and its row, by strace.</summary>
    public int SyncedWrites { get; init; } = 2;

    /// <summary>Calls of the metadata server that a trial costs when the parts are merged: open, mkdir, create, stat and rename of its
    /// actions, and a look for each file that a film may have, by strace. Rows are written all at once.</summary>
    public int CopyCalls { get; init; } = 9;

    /// <summary>That a merge has under way at a time.</summary>
    public int CopiesAtATime { get; init; } = 16;

    /// <summary>From a call of the shared folder to its answer where nobody else asks; assumed.</summary>
    public double CallSeconds { get; init; } = 0.0005;

    /// <summary>How often whoever follows reads every ledger.</summary>
    public double FollowSeconds { get; init; } = 10;

    /// <summary>Array tasks that Slurm's controller begins in a second.</summary>
    public double TasksBegun { get; init; } = 50;
}
