using System.Collections.Immutable;

namespace BlindVla.Core;

/// <summary>How the task stands.</summary>
/// <param name="Success">The task's predicate holds now; null where the environment does not see whether it does.</param>
/// <param name="Measures">One value for each of <see cref="EnvironmentSpec.Measures"/>, in their order; null where it is not measured
/// now.</param>
public sealed record TaskProgress(bool? Success, ImmutableArray<double?> Measures);
