namespace BlindVla.Evaluation;

/// <summary>What identifies a trial in a run.</summary>
public readonly record struct TrialKey(string EpisodeId, string Policy)
{
    public override string ToString() => $"{EpisodeId} under {Policy}";
}
