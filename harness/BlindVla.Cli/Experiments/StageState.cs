using BlindVla.Training;

namespace BlindVla.Cli;

/// <param name="Lost">The first file that the stage had made and that is gone; null for none.</param>
/// <param name="Seconds">What the invocation took that finished it last.</param>
/// <param name="Words">The command as it would be run.</param>
internal sealed record StageState(Stage Stage, StageProgress Progress, string? Lost, double? Seconds, IReadOnlyList<string> Words)
{
    /// <summary>It need not be run.</summary>
    public bool IsDone => Progress == StageProgress.Done;

    public string Command => string.Join(' ', Words);
}
