using BlindVla.Core;

namespace BlindVla.Evaluation;

/// <summary>One episode under one policy, to be run.</summary>
public sealed record PlannedTrial(EpisodeSpec Episode, NamedPolicy Policy)
{
    /// <summary>What identifies it in its run.</summary>
    public TrialKey Key => new(Episode.Id, Policy.Name);
}
