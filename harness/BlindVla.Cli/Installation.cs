using System.Reflection;

namespace BlindVla.Cli;

/// <summary>Where the parts of this checkout are.</summary>
internal sealed record Installation(string Root)
{
    /// <summary>The file by which a checkout, or a pack of one, is known.</summary>
    public const string Marker = "BlindVla.SimHarness.sln";

    public string Scenarios => Path.Combine(Root, "scenarios");

    public string Runs => Path.Combine(Root, "results", "runs");

    public string Baselines => Path.Combine(Root, "results", "baselines");

    public string Server => Path.Combine(Root, "artifacts", "cpp", "server", "blindvla-mujoco-server");

    public string WidowXServer => Path.Combine(Root, "artifacts", "cpp", "widowx", "server", "blindvla-widowx-server");

    public string WidowXCheck => Path.Combine(Root, "artifacts", "cpp", "widowx", "arm", "blindvla-widowx-check");

    public string WidowXJog => Path.Combine(Root, "artifacts", "cpp", "widowx", "jog", "blindvla-widowx-jog");

    public string WidowXEmulator => Path.Combine(Root, "artifacts", "cpp", "widowx", "emulator", "blindvla-widowx-emulator");

    public string Assets => Path.Combine(Root, "artifacts", "assets");

    public string Recipes => Path.Combine(Root, "policies", "recipes");

    public string Checkpoints => Path.Combine(Root, "policies", "checkpoints");

    public string Experiments => Path.Combine(Root, "policies", "experiments");

    /// <summary>Digests of all files of a pack, for <c>sha256sum --check</c>: written last, so that a folder without it is none.</summary>
    public const string PackDigests = "SHA256SUMS";

    /// <summary>It is a pack, which has everything and builds nothing.</summary>
    public bool IsPack => File.Exists(Path.Combine(Root, PackDigests));

    /// <summary>What a person types.</summary>
    public string Launcher => Path.Combine(Root, "blindvla");

    /// <summary>What the launcher starts.</summary>
    public string Program => Path.Combine(Root, "artifacts", "bin", "BlindVla.Cli", "release", "blindvla.dll");

    public static string Version { get; } =
        typeof(Installation).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>The checkout this program was built from: the nearest folder above it with the solution file.</summary>
    public static Installation Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Marker)))
                return new(folder.FullName);
        }
        throw new CommandException(
            ExitCode.Infrastructure,
            $"No {Marker} above {AppContext.BaseDirectory}: run blindvla from the folder it was built in."
        );
    }
}
