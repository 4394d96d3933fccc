using System.Diagnostics;

namespace BlindVla.Cli;

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
