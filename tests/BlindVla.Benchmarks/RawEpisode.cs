namespace BlindVla.Benchmarks;

/// <summary>What the steps of one episode took in one C++ program, without the reset.</summary>
internal sealed record RawEpisode(int Steps, double PhysicsSeconds, double RenderSeconds)
{
    public double StepsPerSecond => Steps / (PhysicsSeconds + RenderSeconds);
}
