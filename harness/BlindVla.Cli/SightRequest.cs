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
            text.Split('=', 2) is [{ Length: > 0 } given, { Length: > 0 } named] && !Directory.Exists(text) ? (given, named) : (null, text);
        var (kind, target) =
            rest.Split(':', 2) is [(Random or Teacher) and var found, { Length: > 0 } after] && !Directory.Exists(rest)
                ? (found, after)
                : (null, rest);
        if (kind == Teacher && TeacherChoice.Names.Where(IsShipped).All(known => known != target))
        {
            throw new CommandException(
                ExitCode.Usage,
                $"{text}: expected a teacher of {string.Join(", ", TeacherChoice.Names.Where(IsShipped))}, found '{target}'"
            );
        }
        if (kind != Teacher && !Directory.Exists(target))
        {
            throw new CommandException(ExitCode.Usage, $"{text}: there is no folder {target}");
        }
        if ((name ?? rest).AsSpan().ContainsAny(",\"\n"))
        {
            throw new CommandException(ExitCode.Usage, $"{text}: expected a name without commas and quotation marks; give one with NAME=");
        }
        return new(name ?? rest, kind, target);
    }

    /// <param name="size">Edge of the pictures, pixels.</param>
    public ISight Open(int size) =>
        Kind == Teacher
            ? new TeacherSight(Name, Teachers.Shipped(TeacherChoice.Parse(Target), Seed), size)
            : new CheckpointSight(Name, Target, Kind == Random ? Seed : null);

    private static bool IsShipped(string teacher) => TeacherChoice.Parse(teacher).Kind == TeacherKind.ResNet18;
}
