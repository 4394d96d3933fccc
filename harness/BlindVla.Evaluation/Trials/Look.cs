namespace BlindVla.Evaluation;

/// <summary>
/// Shows a workcell before its episode begins: the arm moves to its start, slowly, and is told to hold there, control step after control
/// step, until that is enough.
/// </summary>
/// <param name="observer">Who sees it.</param>
/// <param name="enough">Ends it without an error.</param>
public delegate Task Look(IEpisodeObserver observer, CancellationToken enough);
