using System.Collections.Immutable;

namespace BlindVla.Core;

/// <summary>All that a policy is told of an episode before it sees anything.</summary>
/// <param name="Id">Which episode it is; only a policy that is bound to the episodes it recorded looks at it.</param>
/// <param name="Instruction">What the policy is told to do.</param>
/// <param name="NoiseSeed">Seed of whatever the policy draws in this episode.</param>
/// <param name="HoldAction">What keeps the arm still in this environment.</param>
public sealed record EpisodeBrief(string Id, string Instruction, ulong NoiseSeed, ImmutableArray<float> HoldAction);
