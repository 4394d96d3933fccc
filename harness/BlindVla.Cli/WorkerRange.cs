namespace BlindVla.Cli;

/// <summary>Episodes at a time: so many to begin with, and more where more are measured to be faster.</summary>
internal sealed record WorkerRange(int First, int Most)
{
    /// <summary>As somebody said.</summary>
    public static WorkerRange Exactly(int workers) => new(workers, workers);

    /// <summary>Where nobody says it: with two a core, one steps and renders while another's picture is in the network (1.4 times as fast
    /// on two cores as one a core), and a GPU may want many more.</summary>
    public static WorkerRange Measured => new(2 * Environment.ProcessorCount, 8 * Environment.ProcessorCount);

    public override string ToString() => RunPlan.Of(First, "worker", "workers") + (Most > First ? ", more where more are faster" : "");
}
