namespace BlindVla.Evaluation;

/// <param name="Workers">Episodes at a time.</param>
/// <param name="MaxAttempts">Times a trial is begun before it is given up.</param>
/// <param name="CallTimeoutSeconds">The environment must answer a reset or step within this.</param>
/// <param name="Video"><c>all</c>, <c>failures</c> or <c>none</c>.</param>
public sealed record RunSettings(int Workers, int MaxAttempts, double CallTimeoutSeconds, string Video);
