namespace BlindVla.Cluster;

/// <summary>The queue of a cluster.</summary>
public interface ISlurm
{
    /// <summary>Submits some tasks of an array.</summary>
    /// <param name="script">Path of the job script.</param>
    /// <param name="tasks">Their indices in the array.</param>
    /// <returns>The number of the job.</returns>
    /// <exception cref="SlurmException">It was not submitted.</exception>
    Task<long> SubmitAsync(string script, IReadOnlyCollection<int> tasks, CancellationToken cancellationToken);

    /// <summary>Which tasks of some jobs are waiting or running, or come again: those that Slurm will still do something about.</summary>
    /// <param name="jobs">Numbers that <see cref="SubmitAsync"/> returned.</param>
    /// <exception cref="SlurmException">Nobody answers.</exception>
    Task<IReadOnlySet<int>> UnfinishedAsync(IReadOnlyCollection<long> jobs, CancellationToken cancellationToken);

    /// <summary>Takes back what waits of some jobs and ends what runs.</summary>
    /// <exception cref="SlurmException">Nobody answers.</exception>
    Task CancelAsync(IReadOnlyCollection<long> jobs, CancellationToken cancellationToken);
}
