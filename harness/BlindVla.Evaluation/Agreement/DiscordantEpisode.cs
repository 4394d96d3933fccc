namespace BlindVla.Evaluation;

/// <summary>An episode that a policy ended in one way in simulation and in the other in reality.</summary>
/// <param name="Policy">Who acted.</param>
/// <param name="EpisodeId">Its id, the same in both runs.</param>
/// <param name="SucceededSimulated">Whether it is the simulation in which it succeeded.</param>
public sealed record DiscordantEpisode(string Policy, string EpisodeId, bool SucceededSimulated);
