namespace BlindVla.Benchmarks;

/// <summary>Serves one request after the other, each for the same time, in the order in which they come.</summary>
/// <param name="rate">Requests in a second.</param>
internal sealed class FifoServer(double rate)
{
    private double _freeAt;

    /// <summary>Seconds that it was busy.</summary>
    public double Busy { get; private set; }

    /// <returns>When the last of so many requests that come now is served.</returns>
    public double Serve(double now, int requests)
    {
        var takes = requests / rate;
        Busy += takes;
        return _freeAt = Math.Max(now, _freeAt) + takes;
    }
}
