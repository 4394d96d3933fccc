using BlindVla.Core;
using BlindVla.Evaluation;

namespace BlindVla.Training;

/// <summary>An episode that was evaluated.</summary>
/// <param name="Run">What its run is called.</param>
/// <param name="Episode">Its scene and instruction.</param>
/// <param name="Trial">What came of it.</param>
/// <param name="Replay">Does again what was done, looking at what was looked at.</param>
public sealed record RecordedRollout(string Run, EpisodeSpec Episode, TrialRecord Trial, IPolicy Replay);
