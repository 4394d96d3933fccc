namespace BlindVla.Fuzz.Tests.Engine;

/// <summary>Ends the process when one input takes minutes, and leaves the input behind. No result depends on it: it only turns a hang into a failure.</summary>
internal sealed class Watchdog(TimeProvider time, Action<string> kill)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public IDisposable Watch(string target, ulong seed, long number, byte[] input) => time.CreateTimer(
        _ => kill($"{target} hung: {Finding.Keep(target, seed, number, input)}"), null, Patience, Timeout.InfiniteTimeSpan);
}
