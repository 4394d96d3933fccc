namespace BlindVla.Evaluation;

/// <summary>What an expert does at one moment of its episode, and what a policy would do there. Both are
/// <see cref="Core.Conventions.DeltaEndEffectorPose"/>.</summary>
/// <param name="Scene">Moments of one scene are not independent.</param>
public sealed record ConventionMoment(int Scene, ReadOnlyMemory<float> Expert, ReadOnlyMemory<float> Policy);
