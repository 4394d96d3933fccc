using System.Diagnostics;
using System.Reflection;

namespace BlindVla.Cli;

/// <summary>Where the parts of this checkout are.</summary>
internal sealed record Installation(string Root)
{
    public string Scenarios => Path.Combine(Root, "scenarios");

    public string Runs => Path.Combine(Root, "results", "runs");

    public string Baselines => Path.Combine(Root, "results", "baselines");

    public string Server => Path.Combine(Root, "artifacts", "cpp", "server", "blindvla-mujoco-server");

    public string Assets => Path.Combine(Root, "artifacts", "assets");

    public static string Version { get; } =
        typeof(Installation).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>The checkout this program was built from: the nearest folder above it with the solution file.</summary>
    public static Installation Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "BlindVla.SimHarness.sln")))
                return new(folder.FullName);
        }
        throw new CommandException(
            ExitCode.Infrastructure,
            $"No BlindVla.SimHarness.sln above {AppContext.BaseDirectory}: run blindvla from the folder it was built in.");
    }
}

/// <summary>Runs a program and returns what it printed.</summary>
internal static class ProgramOutput
{
    /// <summary>Exit status and standard output; null when the program is not there.</summary>
    public static (int Status, string Output)? Of(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            _ = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output.Trim());
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
