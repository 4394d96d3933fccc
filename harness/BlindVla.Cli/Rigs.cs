using System.CommandLine;
using BlindVla.Control;

namespace BlindVla.Cli;

/// <summary>How commands name a rig.</summary>
internal static class Rigs
{
    public static RigLibrary Library(Installation installation) => new(Path.Combine(installation.Scenarios, "rigs"));

    public static Argument<string> Argument() => new("RIG") { Description = "A rig's name (see rig list) or the path of a rig file." };
}
