using System.Collections.Immutable;
using BlindVla.Evaluation;

namespace BlindVla.Cluster;

/// <summary>
/// Follows the tasks of an array until every part of the run is whole. What the parts have is read from their folders alone; Slurm is asked
/// only which tasks it still has, so that no accounting is needed, and a task that was lost, preempted or ran out of time is whatever has
/// not all of its trials and is no longer in the queue.
/// </summary>
/// <param name="planned">Trials of each part, at least.</param>
/// <param name="policies">Names, in the run's order.</param>
public sealed class ArrayRun(
    ISlurm slurm,
    ArrayFolder folder,
    IReadOnlyList<int> planned,
    IReadOnlyList<string> policies,
    IArrayObserver observer,
    TimeProvider time
)
{
    /// <summary>Times that a task may end without a single new trial before it is given up.</summary>
    public const int MostFruitlessTasks = 3;

    // Soon after something was submitted, then as seldom as keeps a controller of thousands of jobs content.
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>Times all tasks that wait or run at a time: the one that others are that far ahead of is slow, or was lost.</summary>
    private const int MostRoundsAhead = 2;

    /// <summary>Looks at the queue in which tasks that were taken back may still be, such as on a node that does not answer.</summary>
    private const int MostLooksAtTheEnd = 10;

    private readonly ImmutableArray<PartReader> _parts = [.. planned.Select((trials, k) => new PartReader(folder.Part(k + 1), trials))];

    /// <summary>Trials that each part had when it last needed a task, and how many it needed since it got one.</summary>
    private readonly (int Trials, int Fruitless)[] _submitted = new (int, int)[planned.Count];

    /// <summary>Tasks that wait or run at a time, those of the first parts first; null for all.</summary>
    public int? TasksAtATime { get; init; }

    /// <summary>Whether the trials that there are suffice, so that what is queued is taken back; null where all are wanted.</summary>
    public Predicate<IEnumerable<TrialRecord>>? Suffices { get; init; }

    /// <returns>The tasks that were given up; none where all parts are whole, or suffice.</returns>
    /// <exception cref="SlurmException">A task cannot be submitted.</exception>
    /// <exception cref="OperationCanceledException">Nobody follows any more; the tasks go on.</exception>
    public async Task<ImmutableArray<int>> FollowAsync(ArrayRecord record, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var earlier = Read();
        for (var k = 0; k < _parts.Length; k++)
            _submitted[k].Trials = _parts[k].Trials.Count;
        var wait = FirstWait;
        // Those that no task was submitted for, or none that came to run.
        var fresh = Open().Where(part => record.Jobs.IsEmpty || !folder.HasLog(part)).ToImmutableHashSet();
        IReadOnlySet<int> missed = ImmutableHashSet<int>.Empty;
        var givenUp = ImmutableSortedSet<int>.Empty;
        var looked = -1;
        while (true)
        {
            // Asked first and read afterwards: what a task wrote before it left the queue is seen.
            var queued = await QueuedAsync(record.Jobs, cancellationToken);
            var done = Read();
            observer.OnProgress(Progress(earlier, done, time.GetElapsedTime(began)));
            if (done > looked && Suffices?.Invoke(_parts.SelectMany(part => part.Trials)) is true)
            {
                await TakeBackAsync(record.Jobs, cancellationToken);
                return [];
            }
            looked = done;
            if (queued is not null)
            {
                var open = Wanted(givenUp);
                if (open.Count == 0)
                {
                    await TakeBackAsync(record.Jobs, cancellationToken);
                    return [.. givenUp];
                }
                var gone = open.Except(queued);
                // Twice in a row, since a shared folder may show a moment later what was written.
                var lost = gone.Intersect(fresh.Union(missed));
                var hopeless = lost.Where(IsFruitless).ToHashSet();
                givenUp = givenUp.Union(hopeless);
                lost = lost.Except(hopeless);
                foreach (var tasks in lost.GroupBy(fresh.Contains).OrderBy(tasks => tasks.Key))
                {
                    record = await SubmitAsync(record, [.. tasks], isAgain: !tasks.Key, cancellationToken);
                    wait = FirstWait;
                }
                fresh = fresh.Except(lost);
                missed = gone.Except(lost);
            }
            await Task.Delay(wait, time, cancellationToken);
            wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
        }
    }

    /// <summary>The parts that need a task now. Where some of them may suffice, none far behind one that is not whole, and none behind
    /// one that is given up: nobody can look at them before it.</summary>
    private ImmutableHashSet<int> Wanted(ImmutableSortedSet<int> givenUp)
    {
        var open = Open().Except(givenUp).Order().ToList();
        if (TasksAtATime is { } most && open.Count > 0)
            open = [.. open.Take(most).TakeWhile(part => part < open[0] + (MostRoundsAhead * most))];
        return [.. open.Where(part => Suffices is null || givenUp.IsEmpty || part < givenUp.Min)];
    }

    /// <summary>Ends what is still queued, and waits until it has left the queue: until then it may write.</summary>
    private async Task TakeBackAsync(ImmutableArray<long> jobs, CancellationToken cancellationToken)
    {
        if (jobs.IsEmpty || Suffices is null)
            return;
        for (var look = 0; look < MostLooksAtTheEnd; look++)
        {
            try
            {
                await slurm.CancelAsync(jobs, cancellationToken);
                if ((await slurm.UnfinishedAsync(jobs, cancellationToken)).Count == 0)
                    return;
            }
            catch (SlurmException e)
            {
                observer.OnUnreachable(e.Message);
            }
            await Task.Delay(FirstWait, time, cancellationToken);
        }
    }

    private ImmutableHashSet<int> Open() => [.. Enumerable.Range(1, _parts.Length).Where(part => !_parts[part - 1].IsWhole)];

    private int Read()
    {
        foreach (var part in _parts)
            part.Read();
        return _parts.Sum(part => part.Trials.Count);
    }

    /// <summary>Notes that a part needs a task, its first or another, and says whether that is once too often.</summary>
    private bool IsFruitless(int part)
    {
        ref var submitted = ref _submitted[part - 1];
        var trials = _parts[part - 1].Trials.Count;
        submitted = (trials, trials > submitted.Trials ? 1 : submitted.Fruitless + 1);
        return submitted.Fruitless > MostFruitlessTasks;
    }

    private async Task<ArrayRecord> SubmitAsync(
        ArrayRecord record,
        IReadOnlyCollection<int> tasks,
        bool isAgain,
        CancellationToken cancellationToken
    )
    {
        var job = await slurm.SubmitAsync(folder.Script, tasks, cancellationToken);
        record = record with { Jobs = record.Jobs.Add(job) };
        record.Write(folder);
        observer.OnSubmitted(job, tasks, isAgain);
        return record;
    }

    private async Task<IReadOnlySet<int>?> QueuedAsync(ImmutableArray<long> jobs, CancellationToken cancellationToken)
    {
        if (jobs.IsEmpty)
            return ImmutableHashSet<int>.Empty;
        try
        {
            return await slurm.UnfinishedAsync(jobs, cancellationToken);
        }
        catch (SlurmException e)
        {
            observer.OnUnreachable(e.Message);
            return null;
        }
    }

    private RunProgress Progress(int earlier, int done, TimeSpan elapsed)
    {
        var byPolicy = _parts.SelectMany(part => part.Trials).ToLookup(trial => trial.Policy);
        return new(
            _parts.Sum(part => part.Planned),
            earlier,
            done - earlier,
            elapsed,
            [
                .. policies.Select(policy => new PolicyProgress(
                    policy,
                    byPolicy[policy].Count(trial => trial.Outcome != Outcome.Errored),
                    byPolicy[policy].Count(trial => trial.Outcome == Outcome.Success),
                    byPolicy[policy].Count(trial => trial.Outcome == Outcome.Errored)
                )),
            ]
        );
    }
}
