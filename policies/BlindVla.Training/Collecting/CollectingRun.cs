using BlindVla.Core;
using BlindVla.DataSets;

namespace BlindVla.Training;

/// <summary>Numbered work on the environments of a source, its results accepted in the order of the numbers.</summary>
internal static class CollectingRun
{
    /// <param name="workers">Environments at a time.</param>
    /// <param name="numbers">Asked for only when a worker is about to be free.</param>
    /// <param name="accept">Takes a result; false: there are enough.</param>
    /// <param name="keep">What was accepted, where the work stops before its end.</param>
    public static async Task DoAsync<T>(
        IEnvironmentSource environments,
        int workers,
        TimeProvider time,
        IEnumerable<int> numbers,
        Func<CollectingWorker, int, CancellationToken, Task<T>> work,
        Func<T, ValueTask<bool>> accept,
        Func<ValueTask> keep,
        CancellationToken cancellationToken
    )
    {
        var team = Enumerable.Range(0, workers).Select(i => new CollectingWorker(environments, i, time)).ToList();
        try
        {
            await foreach (var result in OrderedWork.RunAsync(team, numbers, work, cancellationToken))
            {
                if (!await accept(result))
                {
                    break;
                }
            }
        }
        catch (Exception e) when (e is not DataSetException)
        {
            await keep();
            throw;
        }
        finally
        {
            foreach (var worker in team)
            {
                await worker.DisposeAsync();
            }
        }
    }
}
