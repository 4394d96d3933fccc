namespace BlindVla.Live;

/// <summary>What one policy of a run came to until now.</summary>
/// <param name="Successes">By the run's success rule.</param>
/// <param name="N">Trials that ended in success or failure.</param>
internal sealed record WatchedPolicy(string Name, int Successes, int N);
