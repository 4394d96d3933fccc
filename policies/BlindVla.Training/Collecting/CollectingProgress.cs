namespace BlindVla.Training;

/// <summary>How a collection goes; the first is reported when nothing stands in its way any more.</summary>
/// <param name="Done">Episodes that are there, those of earlier calls too.</param>
/// <param name="Before">Those of earlier calls.</param>
/// <param name="Planned">Episodes that there will be at most.</param>
/// <param name="Frames">Frames of this call.</param>
/// <param name="Seconds">Since this call began.</param>
public sealed record CollectingProgress(int Done, int Before, int Planned, int Frames, double Seconds);
