using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace BlindVla.Training;

/// <summary>Does numbered work on several workers at a time, and hands the results out in the order of the numbers.</summary>
internal static class OrderedWork
{
    /// <summary>Results that may wait for an earlier one, for each worker.</summary>
    private const int Ahead = 3;

    /// <param name="workers">Each does one piece of work at a time.</param>
    /// <param name="numbers">Asked for only when a worker is about to be free.</param>
    public static async IAsyncEnumerable<TResult> RunAsync<TWorker, TResult>(
        IReadOnlyList<TWorker> workers,
        IEnumerable<int> numbers,
        Func<TWorker, int, CancellationToken, Task<TResult>> work,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var abandon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var idle = Channel.CreateUnbounded<TWorker>();
        foreach (var worker in workers)
        {
            idle.Writer.TryWrite(worker);
        }
        var running = new Queue<Task<TResult>>();
        try
        {
            foreach (var number in numbers)
            {
                running.Enqueue(RunOneAsync(number));
                if (running.Count > Ahead * workers.Count)
                {
                    yield return await running.Dequeue();
                }
            }
            while (running.TryDequeue(out var next))
            {
                yield return await next;
            }
        }
        finally
        {
            // Whoever stops listening waits until nobody works any more: the workers are about to be closed.
            await abandon.CancelAsync();
            foreach (var task in running)
            {
                await task.ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }

        async Task<TResult> RunOneAsync(int number)
        {
            var worker = await idle.Reader.ReadAsync(abandon.Token);
            try
            {
                return await work(worker, number, abandon.Token);
            }
            finally
            {
                idle.Writer.TryWrite(worker);
            }
        }
    }
}
