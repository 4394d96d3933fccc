namespace BlindVla.Fuzz.Tests.Engine;

/// <summary>Ends the process when one input takes minutes, and leaves the input behind. No result depends on it: it only turns a hang into
/// a failure.</summary>
internal sealed class Watchdog(TimeProvider time, Action<string> kill)
{
    // Looks are counted, not time: a process that was stopped, or whose machine slept, is looked at once when it goes on.
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);
    private const int Looks = 30;

    public IDisposable Watch(string target, ulong seed, long number, byte[] input)
    {
        var looks = 0;
        return time.CreateTimer(
            _ =>
            {
                if (++looks == Looks)
                {
                    kill($"{target} hung: {Finding.Keep(target, seed, number, input)}");
                }
            },
            null,
            Period,
            Period
        );
    }
}
