using BlindVla.Core;

namespace BlindVla.Training;

/// <summary>
/// What is done besides what the expert wants, so that its data shows how to come back. Only a share of the episodes has it, each with a
/// strength of its own, and only at their beginning: an episode that is disturbed for ever never ends well.
/// </summary>
/// <param name="Meters">Largest standard deviation of a step's motion; that of its turn is twice the number in radians.</param>
/// <param name="Share">Of the episodes, from 0 to 1.</param>
public sealed record ActionNoise(double Meters, double Share)
{
    private const double RadiansPerMeter = 2;
    private const double BurstShare = 0.3;
    private const double BurstMeters = 0.03; // in each of its steps
    private const double FlipShare = 0.3;
    private const double FlipsPerStep = 0.04;
    private const int FewestSteps = 12;
    private const int MostSteps = 36;

    /// <summary>The expert's actions as they are.</summary>
    public static ActionNoise None { get; } = new(0, 0);

    /// <summary>The noise of one episode, given the actions one after the other.</summary>
    public Func<float[], float[]> Begin(KeyedRandom random)
    {
        if (random.NextDouble() >= Share)
        {
            return action => action;
        }
        var sigma = random.NextDouble() * Meters;
        var steps = FewestSteps + random.NextInt(MostSteps - FewestSteps + 1);
        var burst = random.NextDouble() < BurstShare ? random.NextInt(steps) : int.MaxValue;
        var burstEnd = burst == int.MaxValue ? burst : burst + 2 + random.NextInt(4);
        double[] push =
        [
            random.NextDouble(-BurstMeters, BurstMeters),
            random.NextDouble(-BurstMeters, BurstMeters),
            random.NextDouble(-BurstMeters, BurstMeters),
        ];
        var flips = random.NextDouble() < FlipShare ? FlipsPerStep : 0;
        var step = 0;
        return clean =>
        {
            var noised = (float[])clean.Clone();
            if (step < steps)
            {
                for (var i = 0; i < 6; i++)
                {
                    noised[i] += (float)(random.NextNormal() * sigma * (i < 3 ? 1 : RadiansPerMeter));
                }
                for (var i = 0; i < 3 && step >= burst && step < burstEnd; i++)
                {
                    noised[i] += (float)push[i];
                }
                if (random.NextDouble() < flips)
                {
                    noised[6] = -noised[6];
                }
            }
            step++;
            return noised;
        };
    }
}
