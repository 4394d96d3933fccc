namespace BlindVla.Bridge;

/// <summary>A server process that ended, hung, or did not start.</summary>
/// <param name="Server">Its number in the pool, from 0; from the pool's size on, one that a trial had to itself.</param>
/// <param name="At">When that was noticed.</param>
/// <param name="Reason">How it ended, with its last words.</param>
public sealed record ServerDeath(int Server, DateTimeOffset At, string Reason);
