namespace BlindVla.Policies.Remote;

/// <summary>A message's timestamp.</summary>
internal static class VlaEvalClock
{
    /// <summary>Seconds since 1970.</summary>
    public static double Now(TimeProvider time) => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
}
