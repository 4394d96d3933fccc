namespace BlindVla.Core;

/// <summary>How long to wait before the next attempt: twice as long each time, and the same every time it is asked, so that waits can be
/// foretold.</summary>
public static class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(8);

    /// <param name="failures">Attempts that failed in a row, at least 1.</param>
    public static TimeSpan After(int failures) => failures < 6 ? First * (1 << (failures - 1)) : Longest;
}
