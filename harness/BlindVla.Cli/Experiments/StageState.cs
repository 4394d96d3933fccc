using BlindVla.Training;

namespace BlindVla.Cli;

/// <param name="IsDone">Its record is of this command and these inputs.</param>
/// <param name="IsBegun">It has a folder.</param>
/// <param name="Seconds">What the invocation took that finished it last.</param>
/// <param name="Words">The command as it would be run.</param>
internal sealed record StageState(Stage Stage, bool IsDone, bool IsBegun, double? Seconds, IReadOnlyList<string> Words)
{
    public string Command => string.Join(' ', Words);
}
