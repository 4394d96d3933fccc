using BlindVla.Core;
using BlindVla.Probes;
using BlindVla.Training;

namespace BlindVla.Cli;

/// <summary>What <c>probe</c> is to look into, before anything is loaded.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Kind">Null for a checkpoint.</param>
/// <param name="Target">A folder, or a teacher's name.</param>
internal sealed record SightRequest(string Name, string? Kind, string Target)
{
    private const string Random = "random";
    private const string Teacher = "teacher";

    /// <summary>Of the random weights.</summary>
    private const ulong Seed = 0;

    /// <exception cref="CommandException">It names nothing.</exception>
    public static SightRequest Parse(string text)
    {
        var (name, rest) =
            text.Split('=', 2) is [{ Length: > 0 } given, var named] && !Directory.Exists(text) ? (given, named) : (null, text);
        var (kind, target) =
            rest.Split(':', 2) is [(Random or Teacher) and var found, var after] && !Directory.Exists(rest) ? (found, after) : (null, rest);
        return Problem(kind, target) is { } problem ? throw new CommandException(ExitCode.Usage, $"{text}: {problem}")
            : (name ?? rest).AsSpan().ContainsAny(",\"\n")
                ? throw new CommandException(
                    ExitCode.Usage,
                    $"{text}: expected a name without commas and quotation marks; give one with NAME="
                )
            : new(name ?? rest, kind, target);
    }

    private static string? Problem(string? kind, string target)
    {
        var shipped = TeacherChoice.Names.Where(IsShipped).ToList();
        return (kind, target) switch
        {
            (Teacher, "") => $"expected a teacher behind the colon: {string.Join(" or ", shipped)}",
            (Teacher, _) => shipped.Contains(target) ? null : $"expected a teacher of {string.Join(", ", shipped)}, found '{target}'",
            (Random, "") => "expected the folder of a checkpoint behind the colon",
            (_, "") => $"expected what is called so behind the =: FOLDER, {Random}:FOLDER or {Teacher}:TEACHER",
            _ when Directory.Exists(target) => null,
            _ when target.Split(':', 2) is [var unknown, _] && !unknown.Contains('/') =>
                $"there is no folder {target}, and no kind '{unknown}'; {NearestNames.Suggest(unknown, [Random, Teacher])}",
            _ => $"there is no folder {target}",
        };
    }

    /// <param name="size">Edge of the pictures, pixels.</param>
    public ISight Open(int size) =>
        Kind == Teacher
            ? new TeacherSight(Name, Teachers.Shipped(TeacherChoice.Parse(Target), Seed), size)
            : new CheckpointSight(Name, Target, Kind == Random ? Seed : null);

    private static bool IsShipped(string teacher) => TeacherChoice.Parse(teacher).Kind == TeacherKind.ResNet18;
}
