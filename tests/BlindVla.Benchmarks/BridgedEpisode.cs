namespace BlindVla.Benchmarks;

/// <summary>What one session's steps of one episode took, without the reset.</summary>
/// <param name="Seconds">From the first action to the last answer.</param>
/// <param name="StepSeconds">Of these, waiting for answers.</param>
/// <param name="ServerSeconds">Of these, what the server says it spent in physics and rendering.</param>
internal sealed record BridgedEpisode(int Steps, double Seconds, double StepSeconds, double ServerSeconds)
{
    public double StepsPerSecond => Steps / Seconds;
}
