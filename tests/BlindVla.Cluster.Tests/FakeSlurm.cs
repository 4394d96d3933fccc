using BlindVla.Core;
using BlindVla.Evaluation.Tests.Fakes;

namespace BlindVla.Cluster.Tests;

/// <summary>
/// A queue whose tasks really write parts of a run. It carries out as many as it has nodes whenever it is asked which tasks it still has.
/// </summary>
/// <param name="parts">The episodes of each.</param>
internal sealed class FakeSlurm(ArrayFolder folder, IReadOnlyList<IReadOnlyList<EpisodeSpec>> parts, int nodes = 2) : ISlurm
{
    private readonly Queue<(long Job, int Task)> _queue = new();
    private readonly Dictionary<int, Queue<int>> _deaths = [];

    /// <summary>Tasks by the job they were submitted in.</summary>
    public List<int[]> Submitted { get; } = [];

    /// <summary>Tasks that were taken back before they ran.</summary>
    public List<int> Cancelled { get; } = [];

    /// <summary>Times that it does not answer from now on.</summary>
    public int Outage { get; set; }

    /// <summary>What each submission is refused for; null for none.</summary>
    public string? Refusal { get; set; }

    /// <summary>Tasks end with all of their trials and are killed before they can say so in the part's record.</summary>
    public bool KillsAtTheEnd { get; set; }

    /// <summary>A task of a part is killed after so many new trials; its successors after the next numbers, and the one after them
    /// never.</summary>
    public FakeSlurm Kill(int part, params IEnumerable<int> afterTrials)
    {
        _deaths[part] = new(afterTrials);
        return this;
    }

    public Task<long> SubmitAsync(string script, IReadOnlyCollection<int> tasks, CancellationToken cancellationToken)
    {
        if (Refusal is { } refusal)
            throw new SlurmException(refusal);
        Submitted.Add([.. tasks.Order()]);
        foreach (var task in tasks.Order())
            _queue.Enqueue((Submitted.Count, task));
        return Task.FromResult<long>(Submitted.Count);
    }

    public Task<IReadOnlySet<int>> UnfinishedAsync(IReadOnlyCollection<long> jobs, CancellationToken cancellationToken)
    {
        if (Outage-- > 0)
            throw new SlurmException("squeue: Unable to contact slurm controller");
        for (var node = 0; node < nodes && _queue.TryDequeue(out var next); node++)
            CarryOut(next.Task);
        return Task.FromResult<IReadOnlySet<int>>(_queue.Where(next => jobs.Contains(next.Job)).Select(next => next.Task).ToHashSet());
    }

    public Task CancelAsync(IReadOnlyCollection<long> jobs, CancellationToken cancellationToken)
    {
        Cancelled.AddRange(_queue.Where(next => jobs.Contains(next.Job)).Select(next => next.Task));
        _queue.Clear();
        return Task.CompletedTask;
    }

    private void CarryOut(int part)
    {
        var episodes = parts[part - 1];
        var most = _deaths.TryGetValue(part, out var deaths) && deaths.TryDequeue(out var next) ? next : int.MaxValue;
        var run = new SomeRun { Episodes = episodes, Shard = new(part, parts.Count) };
        var path = folder.Part(part);
        if (most == 0)
            return;
        using var open = run.Open(path, resume: Directory.Exists(path));
        var there = open.Trials.Select(trial => trial.Key).ToHashSet();
        foreach (
            var (episode, policy) in episodes
                .SelectMany(episode => run.Policies.Select(named => (episode, named.Name)))
                .Where(pair => !there.Contains(new(pair.episode.Id, pair.Name)))
                .Take(most)
        )
        {
            open.Add(
                SomeTrials.Ended(episode, policy, success: policy == "seeker"),
                SomeTrials.Result(policy == "seeker", policy == "seeker")
            );
        }
        if (!KillsAtTheEnd && open.Trials.Count == episodes.Count * run.Policies.Count)
            open.Close();
        KillsAtTheEnd = false;
    }
}
