namespace BlindVla.Core;

/// <summary>Whether an episode is drawn from the distribution the policy was trained on.</summary>
public enum Split
{
    InDistribution,
    OutOfDistribution,
}
