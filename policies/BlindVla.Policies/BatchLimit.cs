namespace BlindVla.Policies;

/// <summary>
/// How many observations a model is asked of at a time: those of all sessions, or of half of them, so that the others step and render
/// meanwhile. On a processor halves are faster, since a batch of two takes twice as long as one of one; on a GPU with a large network all
/// may be. So both are measured, two turns each, the faster one is kept for a while, and they are measured again. For one thread.
/// </summary>
internal sealed class BatchLimit(int most, TimeProvider time)
{
    /// <summary>Observations of each session in a turn: resets, during which a session sends none, are small in it.</summary>
    private const int InATurn = 16;

    /// <summary>Of each of the two, alternating.</summary>
    private const int Turns = 2;

    /// <summary>Observations of each session until both are measured again.</summary>
    private const int Kept = 1024;

    // Halves first, as long as nothing is known.
    private readonly (double Observations, TimeSpan Time)[] _measured = new (double, TimeSpan)[2];
    private int _turn;
    private int _observations;
    private long? _began;
    private bool _isMeasured;
    private bool _areHalvesFaster = true;

    private bool IsHalved => _isMeasured ? _areHalvesFaster : _turn % 2 == 0;

    /// <summary>The most observations of the next batch.</summary>
    /// <param name="sessions">That are open.</param>
    public int Of(int sessions) => Math.Clamp(IsHalved ? (sessions + 1) / 2 : sessions, 1, most);

    /// <summary>Hears of a batch that was answered.</summary>
    /// <param name="observations">In it.</param>
    /// <param name="sessions">That are open.</param>
    public void Answered(int observations, int sessions)
    {
        // The first batch of a turn was waited for in the way of the turn before.
        if (_began is not { } began)
        {
            _began = time.GetTimestamp();
            return;
        }
        _observations += observations;
        if (_observations < (_isMeasured ? Kept : InATurn) * Math.Max(1, sessions))
        {
            return;
        }
        if (_isMeasured)
        {
            (_isMeasured, _turn) = (false, 0);
            Array.Clear(_measured);
        }
        else
        {
            ref var measured = ref _measured[_turn % 2];
            measured = (measured.Observations + _observations, measured.Time + time.GetElapsedTime(began));
            _isMeasured = ++_turn == 2 * Turns;
            _areHalvesFaster = Rate(_measured[0]) >= Rate(_measured[1]);
        }
        (_observations, _began) = (0, null);
    }

    private static double Rate((double Observations, TimeSpan Time) measured) => measured.Observations / measured.Time.TotalSeconds;
}
